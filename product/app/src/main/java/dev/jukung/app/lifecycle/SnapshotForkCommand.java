package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jukung snapshot fork NAME}: a second cluster from what a running one has stored; from then on each goes its own way. */
@Command(name = "fork")
final class SnapshotForkCommand implements Callable<Integer> {
    @Mixin
    private NameOption name = new NameOption();

    @Mixin
    private SetupOptions setup = new SetupOptions();

    @Parameters(paramLabel = "NEW", descriptionKey = "snapshot.new")
    private String fork = "";

    private final CommandContext context;

    SnapshotForkCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ClusterFolder source = name.folder(context);
        ClusterFolder target = ClusterFolder.of(context, fork);
        ClusterStart.locked(context, target, () -> {
            Path parent = Files.createDirectories(Folders.parent(target.path()));
            Path file = Files.createTempFile(parent, ".fork", ".snapshot");
            try {
                SnapshotFile snapshot = new SnapshotFile(context, file);
                snapshot.save(source);
                return snapshot.restore(target, setup);
            } finally {
                Files.deleteIfExists(file);
            }
        });
        context.out().println(context.text("snapshot.restored", target.name()));
        return ExitCode.OK.code();
    }
}
