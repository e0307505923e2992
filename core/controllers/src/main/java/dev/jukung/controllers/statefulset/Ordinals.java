package dev.jukung.controllers.statefulset;

import dev.jukung.model.apps.v1.StatefulSet;
import dev.jukung.model.core.v1.Pod;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers that the pods of a StatefulSet have. Pure functions. */
final class Ordinals {
    private static final Pattern NAME = Pattern.compile("(.*)-([0-9]{1,9})");

    private Ordinals() {}

    /** The number in the pod's name; empty where it is none that the set gives. */
    static OptionalInt of(StatefulSet set, Pod pod) {
        Matcher matcher = NAME.matcher(pod.name());
        return matcher.matches() && matcher.group(1).equals(set.name())
                ? OptionalInt.of(Integer.parseInt(matcher.group(2)))
                : OptionalInt.empty();
    }

    static int replicas(StatefulSet set) {
        return set.spec().replicas().orElse(1);
    }

    static int first(StatefulSet set) {
        return set.spec().ordinals().map(ordinals -> ordinals.start().orElse(0)).orElse(0);
    }

    /** The first number beyond the last. */
    static int end(StatefulSet set) {
        return first(set) + replicas(set);
    }

    static boolean isWanted(StatefulSet set, int ordinal) {
        return ordinal >= first(set) && ordinal < end(set);
    }
}
