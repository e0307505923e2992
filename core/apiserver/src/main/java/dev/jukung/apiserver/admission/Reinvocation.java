package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.Rounds;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.Set;

/**
 * Who of a plugin's webhooks or policies is asked in which round: in the first one all, in a second one those that want it
 * and before which somebody else changed the object. Confined to the request's thread.
 */
public final class Reinvocation {
    private final Rounds rounds;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> again = new HashSet<>();
    private ObjectValue last = ObjectValue.EMPTY;

    private Reinvocation(Rounds rounds) {
        this.rounds = rounds;
    }

    /**
     * What the rounds of this review have seen of the plugin so far.
     *
     * @param plugin whose memory it is
     */
    public static Reinvocation of(Review review, Class<?> plugin) {
        Reinvocation memory =
                review.rounds().memory(plugin, Reinvocation.class, () -> new Reinvocation(review.rounds()));
        if (review.rounds().isSecond() && !review.object().equals(memory.last)) {
            memory.askAgain(); // in-tree plugins have changed it meanwhile
        }
        return memory;
    }

    private void askAgain() {
        again.addAll(asked);
        asked.clear();
    }

    /** Whether it is asked in this round. @param id tells it from all others of the plugin */
    public boolean wants(String id) {
        return !rounds.isSecond() || again.contains(id);
    }

    public boolean isSecond() {
        return rounds.isSecond();
    }

    /** It was asked, and wants to be asked again when others change the object after it. */
    public void mayWantAnother(String id) {
        asked.add(id);
    }

    /** The object was changed. */
    public void changed() {
        askAgain();
        rounds.wantAnother();
    }

    /** What the plugin leaves behind in this round. */
    public void leave(ObjectValue object) {
        last = object;
    }
}
