package dev.jukung.kubelet.pod;

import dev.jukung.model.core.v1.Pod;

/** Which of two states of one pod is the newer one. Pure functions. */
final class PodVersions {
    private PodVersions() {}

    /** Whether {@code candidate} is newer than {@code known}; versions that are no numbers cannot tell. */
    static boolean newer(Pod candidate, Pod known) {
        return number(candidate) > number(known);
    }

    /** The version as a number; 0 when it is none. */
    static long number(Pod pod) {
        String version = pod.resourceVersion();
        return version.matches("\\d{1,18}") ? Long.parseLong(version) : 0;
    }
}
