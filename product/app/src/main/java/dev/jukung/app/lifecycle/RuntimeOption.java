package dev.jukung.app.lifecycle;

import dev.jukung.cluster.ClusterConfig.Backend;
import java.util.Arrays;
import java.util.Optional;

/** What {@code --runtime} takes. */
enum RuntimeOption {
    CONTAINERD(Backend.CONTAINERD, "containerd"),
    SIM(Backend.SIMULATED, "sim");

    private final Backend backend;
    private final String text;

    RuntimeOption(Backend backend, String text) {
        this.backend = backend;
        this.text = text;
    }

    Backend backend() {
        return backend;
    }

    /** As on the command line. */
    String text() {
        return text;
    }

    static RuntimeOption of(Backend backend) {
        return switch (backend) {
            case CONTAINERD -> CONTAINERD;
            case SIMULATED -> SIM;
        };
    }

    static Optional<RuntimeOption> named(String text) {
        return Arrays.stream(values())
                .filter(option -> option.text.equals(text))
                .findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
