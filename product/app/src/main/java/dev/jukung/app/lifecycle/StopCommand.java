package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung stop}: ends the containers and the server of a cluster; everything it knows stays. */
@Command(name = "stop")
public final class StopCommand implements Callable<Integer> {
    @Mixin
    private NameOption name = new NameOption();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = WaitOptions.TimeConverter.class,
            descriptionKey = "stop.timeout-option")
    private Duration timeout = ServerStop.LIMIT;

    private final CommandContext context;

    public StopCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ClusterFolder folder = name.folder(context);
        if (!folder.exists()) {
            throw ClusterStart.missing(context, folder);
        }
        return ClusterStart.locked(context, folder, () -> stop(folder));
    }

    private int stop(ClusterFolder folder) throws IOException, InterruptedException {
        boolean ran = new ServerStop(context, folder).stop(timeout);
        context.out().println(context.text(ran ? "stop.done" : "stop.was-not-running", folder.name()));
        return ExitCode.OK.code();
    }
}
