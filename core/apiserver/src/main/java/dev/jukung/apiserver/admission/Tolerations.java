package dev.jukung.apiserver.admission;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/** Tolerations of Pods put together and compared. Pure functions. */
final class Tolerations {
    private Tolerations() {}

    /** Both lists without what another one of them covers anyway. */
    static ListValue merged(List<ObjectValue> first, List<ObjectValue> second) {
        List<ObjectValue> all = new ArrayList<>(first);
        all.addAll(second);
        ListValue kept = ListValue.EMPTY;
        for (int i = 0; i < all.size(); i++) {
            boolean covered = false;
            for (int j = 0; j < all.size(); j++) {
                boolean same = all.get(i).equals(all.get(j));
                covered |= same ? j < i : covers(all.get(j), all.get(i));
            }
            kept = covered ? kept : kept.plus(all.get(i));
        }
        return kept;
    }

    /** Whether whatever {@code toleration} tolerates is tolerated by {@code wider} too. */
    static boolean covers(ObjectValue wider, ObjectValue toleration) {
        if (wider.equals(toleration)) {
            return true;
        }
        String key = wider.text("key", "");
        String operator = wider.text("operator", "");
        if (!key.equals(toleration.text("key", "")) && !(key.isEmpty() && operator.equals("Exists"))) {
            return false;
        }
        String effect = wider.text("effect", "");
        if (!effect.isEmpty() && !effect.equals(toleration.text("effect", ""))) {
            return false;
        }
        if (effect.equals("NoExecute") && wider.has("tolerationSeconds")) {
            long seconds = toleration.integer("tolerationSeconds", Long.MAX_VALUE);
            if (seconds > wider.integer("tolerationSeconds", 0)) {
                return false;
            }
        }
        return operator.equals("Exists")
                || (toleration.text("operator", "").equals(operator)
                        && toleration.text("value", "").equals(wider.text("value", "")));
    }
}
