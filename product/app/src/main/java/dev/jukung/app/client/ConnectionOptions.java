package dev.jukung.app.client;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command finds its cluster: the options that kubectl has for it. */
final class ConnectionOptions {
    @Option(names = "--kubeconfig", paramLabel = "FILE")
    private Optional<String> kubeconfig = Optional.empty();

    @Option(names = "--context", paramLabel = "NAME")
    private Optional<String> context = Optional.empty();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE")
    private Optional<String> namespace = Optional.empty();

    Optional<String> kubeconfig() {
        return kubeconfig;
    }

    Optional<String> context() {
        return context;
    }

    Optional<String> namespace() {
        return namespace;
    }
}
