package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.ExitCode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung logs}: the log of a cluster's server process; with an argument, the log of that Pod. */
@Command(name = "logs")
public final class ClusterLogsCommand implements Callable<Integer> {
    @Mixin
    private NameOption name = new NameOption();

    @Parameters(arity = "0..1", paramLabel = "POD", descriptionKey = "logs.pod")
    private Optional<String> pod = Optional.empty();

    @Option(
            names = {"-f", "--follow"},
            descriptionKey = "logs.follow")
    private boolean follow;

    @Option(names = "--tail", paramLabel = "LINES", descriptionKey = "logs.tail")
    private int tail = -1;

    private final CommandContext context;
    private final PodLogs pods;

    public ClusterLogsCommand(CommandContext context, PodLogs pods) {
        this.context = context;
        this.pods = pods;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (pod.isPresent()) {
            return pods.print(pod.get(), follow, tail);
        }
        ClusterFolder folder = name.folder(context);
        return Trouble.in(context, folder.path(), () -> {
            ClusterStart.existing(context, folder);
            LogReader log = new LogReader(folder.log(), context.out(), context.clock());
            log.print(tail);
            if (follow) {
                log.follow(() -> context.err().checkError() || context.out().checkError());
            }
            return ExitCode.OK.code();
        });
    }
}
