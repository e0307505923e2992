package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.cluster.ClusterAddresses;
import dev.jukung.cluster.ClusterConfig.Backend;
import dev.jukung.cluster.ClusterRemoval;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jukung down}: ends a cluster and takes back everything it did to this machine. */
@Command(name = "down")
public final class DownCommand implements Callable<Integer> {
    @Mixin
    private NameOption name = new NameOption();

    private final CommandContext context;

    public DownCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ClusterFolder folder = name.folder(context);
        if (!Files.isDirectory(folder.path()) && !Files.exists(folder.commandLock())) {
            context.out().println(context.text("down.none", folder.name()));
            return ExitCode.OK.code();
        }
        return Trouble.in(context, folder.path(), () -> {
            try (FolderLock lock =
                    FolderLock.hold(folder.commandLock(), () -> context.say("cluster.busy", folder.name()))) {
                down(folder);
                lock.delete();
                deleteParent(Folders.parent(folder.path()));
                return ExitCode.OK.code();
            }
        });
    }

    private void down(ClusterFolder folder) throws IOException, InterruptedException {
        if (!Files.isDirectory(folder.path())) {
            context.out().println(context.text("down.none", folder.name()));
            return;
        }
        checkThatItIsACluster(folder);
        ClusterSettings settings = settings(folder);
        new ServerStop(context, folder).stop(ServerStop.LIMIT);
        List<String> left = new ArrayList<>(ClusterRemoval.remove(settings.config(folder)));
        Set<Path> kubeconfigs = new LinkedHashSet<>(settings.kubeconfigs());
        kubeconfigs.addAll(KubeconfigFile.paths(context));
        for (Path path : kubeconfigs) {
            if (Files.exists(path)) {
                new KubeconfigFile(context, path).change(tree -> KubeconfigEntries.without(tree, folder.contextName()));
            }
        }
        left.addAll(FolderRemoval.delete(folder));
        if (!left.isEmpty()) {
            left.forEach(line -> context.err().println("  " + line));
            throw new CommandException(ExitCode.FAILED, context.text("down.left", folder.name()));
        }
        context.out().println(context.text("down.done", folder.name()));
    }

    /** What is known of the cluster; without its settings whatever may be there is taken back. */
    private ClusterSettings settings(ClusterFolder folder) throws IOException {
        ClusterSettings guessed = new ClusterSettings(
                context.root() ? Backend.CONTAINERD : Backend.SIMULATED,
                Ports.DEFAULT,
                ClusterAddresses.STANDARD,
                List.of());
        try {
            return ClusterSettings.read(context, folder).orElse(guessed);
        } catch (CommandException broken) {
            context.say("down.broken-settings", String.valueOf(broken.getMessage()));
            return guessed;
        }
    }

    /** So that a wrong JUKUNG_DATA does not cost somebody a folder. */
    private void checkThatItIsACluster(ClusterFolder folder) throws IOException {
        boolean empty;
        try (Stream<Path> children = Files.list(folder.path())) {
            empty = children.findAny().isEmpty();
        }
        boolean begun = Files.exists(folder.path().resolve("pki/sa.key")) || Files.exists(folder.serverLock());
        if (!empty && !begun && !folder.exists()) {
            throw new CommandException(ExitCode.FAILED, context.text("down.not-ours", folder.path()));
        }
    }

    /** With the last cluster, unless the user made it. */
    private void deleteParent(Path parent) throws IOException {
        if (context.variable("JUKUNG_DATA").isPresent()) {
            return;
        }
        try {
            Files.deleteIfExists(parent);
        } catch (DirectoryNotEmptyException _) {
            return; // other clusters
        }
    }
}
