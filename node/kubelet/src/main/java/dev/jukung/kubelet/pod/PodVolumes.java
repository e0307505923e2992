package dev.jukung.kubelet.pod;

import dev.jukung.model.core.v1.Pod;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Brings a pod's volumes onto its node. Methods block. Thread-safe. */
public interface PodVolumes {
    /**
     * Sets up the volumes of a pod, or sets them up again after the pod or something that it refers to has changed, and gives the
     * place of each on the host.
     *
     * @throws VolumeException when one cannot be set up now; it is tried again later
     */
    Placed setUp(Pod pod) throws VolumeException, InterruptedException;

    /** Takes away everything that the pod's volumes left on the node. */
    void tearDown(Pod pod) throws InterruptedException;

    /**
     * Where the volumes are.
     *
     * @param refreshAt when they have to be set up again because something in them gets old
     */
    record Placed(Map<String, Path> paths, Optional<Instant> refreshAt) {}

    /** A volume cannot be set up; the message is that of the FailedMount event. */
    final class VolumeException extends Exception {
        public VolumeException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
