package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jukung snapshot restore FILE}: a new cluster from a snapshot, in its folder or in an etcd. */
@Command(name = "restore")
final class SnapshotRestoreCommand implements Callable<Integer> {
    @Mixin
    private NameOption name = new NameOption();

    @Mixin
    private SetupOptions setup = new SetupOptions();

    @Parameters(paramLabel = "FILE", descriptionKey = "snapshot.file")
    private Path file = Path.of("");

    private final CommandContext context;

    SnapshotRestoreCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ClusterFolder folder = name.folder(context);
        ClusterStart.locked(context, folder, () -> new SnapshotFile(context, file).restore(folder, setup));
        context.out().println(context.text("snapshot.restored", folder.name()));
        return ExitCode.OK.code();
    }
}
