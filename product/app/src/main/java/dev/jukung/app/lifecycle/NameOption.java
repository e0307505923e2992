package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import picocli.CommandLine.Option;

/** {@code --name}: which cluster. */
final class NameOption {
    @Option(names = "--name", paramLabel = "NAME", descriptionKey = "cluster.name")
    private String name = ClusterFolder.DEFAULT_NAME;

    ClusterFolder folder(CommandContext context) {
        return ClusterFolder.of(context, name);
    }
}
