package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jukung start}: starts a cluster that was stopped, or whose server was killed. */
@Command(name = "start")
public final class StartCommand implements Callable<Integer> {
    @Mixin
    private NameOption name = new NameOption();

    @Mixin
    private WaitOptions wait = new WaitOptions();

    private final CommandContext context;

    public StartCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ClusterFolder folder = name.folder(context);
        if (!folder.exists()) {
            throw ClusterStart.missing(context, folder);
        }
        return ClusterStart.locked(context, folder, () -> start(folder));
    }

    private int start(ClusterFolder folder) throws IOException, InterruptedException {
        ClusterSettings settings = ClusterStart.existing(context, folder);
        PhaseReport report = new PhaseReport(context);
        ClusterStart start = new ClusterStart(context, folder, wait, report);
        if (ServerRecord.running(folder).isPresent()) {
            start.already(settings);
        } else {
            new ClusterSetup(context, folder).prepare(new SetupOptions(), report);
            start.start(settings);
        }
        return ExitCode.OK.code();
    }
}
