package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.ExitCode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jukung up}: makes a cluster, or starts it, and waits until it can be used. */
@Command(name = "up")
public final class UpCommand implements Callable<Integer> {
    @Mixin
    private NameOption name = new NameOption();

    @Mixin
    private SetupOptions setup = new SetupOptions();

    @Mixin
    private WaitOptions wait = new WaitOptions();

    private final CommandContext context;

    public UpCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ClusterFolder folder = name.folder(context);
        return ClusterStart.locked(context, folder, () -> up(folder));
    }

    private int up(ClusterFolder folder) throws IOException, InterruptedException {
        PhaseReport report = new PhaseReport(context);
        ClusterSetup machine = new ClusterSetup(context, folder);
        ClusterStart start = new ClusterStart(context, folder, wait, report);
        KubeconfigFile.forNewEntries(context).read(); // one that is broken is better known now than at the end
        Optional<ServerRecord> running = ServerRecord.running(folder);
        if (running.isPresent()) {
            ClusterSettings settings = ClusterStart.existing(context, folder);
            machine.agree(settings, setup);
            start.already(settings);
        } else {
            start.start(machine.prepare(setup, report));
        }
        return ExitCode.OK.code();
    }
}
