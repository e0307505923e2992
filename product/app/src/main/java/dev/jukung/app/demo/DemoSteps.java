package dev.jukung.app.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the demo needs of other commands. Immutable. */
public record DemoSteps(ClusterUp up, ImageLoad load, Why why) {
    /** How a running cluster is reached; empty means as the environment says. */
    public record Running(Optional<String> kubeconfig, Optional<String> contextName) {}

    /** Brings the cluster up, or finds that it runs. Returns when it can be used. */
    @FunctionalInterface
    public interface ClusterUp {
        Running up() throws IOException, InterruptedException;
    }

    /** Brings an image to the nodes. */
    @FunctionalInterface
    public interface ImageLoad {
        /** False when exactly this image was there already. */
        boolean load(Path archive, String name, String id) throws IOException, InterruptedException;
    }

    /** Prints why a Pod is as it is. */
    @FunctionalInterface
    public interface Why {
        void explain(Running cluster, String namespace, String pod) throws IOException, InterruptedException;
    }
}
