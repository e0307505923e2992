package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a cluster keeps everything: {@code PARENT/NAME}. The parent is {@code JUKUNG_DATA}, or {@code /var/lib/jukung} for
 * root, or the user's data folder.
 */
record ClusterFolder(String name, Path path) {
    static final String DEFAULT_NAME = "default";

    /** Linux allows 15 characters for the name of a network device, and the cluster's bridge is {@code jk-NAME}. */
    private static final int NAME_MAX = 12;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    static ClusterFolder of(CommandContext context, String name) {
        if (name.length() > NAME_MAX || !NAME.matcher(name).matches()) {
            throw new CommandException(ExitCode.USAGE, context.text("cluster.bad-name", name, NAME_MAX));
        }
        return new ClusterFolder(name, parent(context).resolve(name));
    }

    static Path parent(CommandContext context) {
        Optional<String> given = context.variable("JUKUNG_DATA");
        if (given.isPresent()) {
            return Path.of(given.get()).toAbsolutePath().normalize();
        }
        if (context.root()) {
            return Path.of("/var/lib/jukung");
        }
        return context.variable("XDG_DATA_HOME")
                .map(Path::of)
                .orElse(context.userHome().resolve(".local/share"))
                .resolve("jukung");
    }

    /** All clusters of this user, by name. */
    static List<ClusterFolder> all(CommandContext context) throws IOException {
        Path parent = parent(context);
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.filter(folder -> Files.exists(folder.resolve("cluster.json")))
                    .map(folder -> new ClusterFolder(folder.getFileName().toString(), folder))
                    .sorted(java.util.Comparator.comparing(ClusterFolder::name))
                    .toList();
        }
    }

    /** The name in kubeconfig files, of context, cluster and user. */
    String contextName() {
        return "jukung-" + name;
    }

    Path settings() {
        return path.resolve("cluster.json");
    }

    Path serverRecord() {
        return path.resolve("server.json");
    }

    /** Held by the server while it runs. */
    Path serverLock() {
        return path.resolve("server.lock");
    }

    Path log() {
        return path.resolve("server.log");
    }

    /** The administrator's kubeconfig, which the cluster writes when it has its keys. */
    Path kubeconfig() {
        return path.resolve("kubeconfig");
    }

    /** Held by a command that changes the cluster; beside the folder, because {@code down} deletes that. */
    Path commandLock() {
        return path.resolveSibling("." + name + ".lock");
    }

    boolean exists() {
        return Files.exists(settings());
    }

    /** Makes the folder, for its owner only. */
    void create() throws IOException {
        Files.createDirectories(Folders.parent(path));
        if (!Files.isDirectory(path)) {
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}
