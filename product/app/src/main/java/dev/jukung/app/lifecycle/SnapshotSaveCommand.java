package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jukung snapshot save FILE}: all that a running cluster has stored, as of one moment. */
@Command(name = "save")
final class SnapshotSaveCommand implements Callable<Integer> {
    @Mixin
    private NameOption name = new NameOption();

    @Parameters(paramLabel = "FILE", descriptionKey = "snapshot.file")
    private Path file = Path.of("");

    private final CommandContext context;

    SnapshotSaveCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ClusterFolder folder = name.folder(context);
        long size = Trouble.in(context, Folders.parent(file), () -> new SnapshotFile(context, file).save(folder));
        context.out().println(context.text("snapshot.saved", folder.name(), file, size));
        return ExitCode.OK.code();
    }
}
