package dev.jukung.apiserver.explain;

import dev.jukung.apiserver.explain.Explanation.Step;
import dev.jukung.apiserver.explain.Explanation.Touch;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.model.ObjectKey;
import dev.jukung.store.Explained;
import dev.jukung.store.Key;
import dev.jukung.store.Revision;
import dev.jukung.store.RevisionStore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Gathers commits and what led to them, each once. Confined to one thread. */
final class CausalChain {
    /** A chain this long has been followed far enough: controllers that react to each other go round and round. */
    private static final int LINKS_MAX = 32;

    private final RevisionStore store;
    private final Kinds kinds;
    private final Map<Long, Step> steps = new TreeMap<>();
    private boolean complete = true;

    CausalChain(RevisionStore store, Kinds kinds) {
        this.store = store;
        this.kinds = kinds;
    }

    /** Adds the commit of a revision and, link by link, what led to it. */
    void leadingTo(Revision revision) {
        store.explain(revision).ifPresentOrElse(this::leadingTo, () -> complete = false);
    }

    void leadingTo(Explained commit) {
        Optional<Explained> next = Optional.of(commit);
        for (int links = 0; next.isPresent() && links < LINKS_MAX; links++) {
            Explained now = next.get();
            if (steps.putIfAbsent(now.revision().value(), step(now)) != null) {
                return; // from here on it is known
            }
            next = trigger(now);
        }
    }

    private Optional<Explained> trigger(Explained commit) {
        long trigger = commit.cause().trigger();
        if (trigger <= 0 || trigger >= commit.revision().value()) {
            return Optional.empty(); // nothing leads to what came before it
        }
        Optional<Explained> found = store.explain(new Revision(trigger));
        complete &= found.isPresent();
        return found;
    }

    private Step step(Explained commit) {
        return new Step(
                commit.revision().value(),
                commit.time(),
                commit.cause().actor(),
                commit.cause().agent(),
                commit.cause().what(),
                commit.cause().trigger(),
                commit.touched().stream()
                        .flatMap(touched -> touch(touched).stream())
                        .toList());
    }

    /** Empty for what is no object, such as the claim of an address. */
    private Optional<Touch> touch(Explained.Touched touched) {
        Key key = touched.key();
        int slash = key.name().indexOf('/');
        return kinds.all().stream()
                .filter(kind -> kind.collection().equals(key.collection()))
                .map(Kind::type)
                .map(type -> new Touch(
                        touched.effect().name().toLowerCase(Locale.ROOT),
                        type.kind(),
                        type.namespaced() && slash > 0
                                ? ObjectKey.of(
                                        key.name().substring(0, slash),
                                        key.name().substring(slash + 1))
                                : ObjectKey.of(key.name())))
                .findFirst();
    }

    List<Step> steps() {
        return List.copyOf(steps.values());
    }

    boolean complete() {
        return complete;
    }
}
