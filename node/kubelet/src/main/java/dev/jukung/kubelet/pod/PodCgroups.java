package dev.jukung.kubelet.pod;

import dev.jukung.model.core.v1.Pod;

/** Keeps a cgroup for each pod. Thread-safe. */
public interface PodCgroups {
    /** For pods that use nothing of this machine. */
    PodCgroups NONE = new PodCgroups() {
        @Override
        public void create(Pod pod) {}

        @Override
        public void remove(Pod pod) {}
    };

    void create(Pod pod);

    void remove(Pod pod);
}
