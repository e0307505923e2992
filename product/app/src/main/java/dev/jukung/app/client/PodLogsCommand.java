package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.runtime.RequestParameters;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung logs [POD]}: what the containers of Pods have written; without a Pod, what the cluster's server has. */
@Command(name = "logs")
public final class PodLogsCommand implements Callable<Integer> {
    /** kubectl's, for each of the pods that a selector finds. */
    private static final long TAIL_OF_SELECTED = 10;

    @Mixin
    private ConnectionOptions where = new ConnectionOptions();

    @Parameters(arity = "0..1", paramLabel = "POD | TYPE/NAME", descriptionKey = "client.pod")
    private Optional<String> word = Optional.empty();

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR")
    private String labels = "";

    @Option(
            names = {"-c", "--container"},
            paramLabel = "NAME")
    private String container = "";

    @Option(names = {"-f", "--follow"})
    private boolean follow;

    @Option(names = {"-p", "--previous"})
    private boolean previous;

    @Option(names = "--timestamps")
    private boolean timestamps;

    @Option(names = "--all-containers")
    private boolean allContainers;

    @Option(names = "--prefix")
    private boolean prefix;

    @Option(names = "--tail", paramLabel = "LINES")
    private Optional<Long> tail = Optional.empty();

    @Option(names = "--since", paramLabel = "DURATION", converter = GoDuration.class)
    private Optional<Duration> since = Optional.empty();

    @Option(names = "--since-time", paramLabel = "TIME")
    private String sinceTime = "";

    @Option(names = "--name", paramLabel = "NAME", descriptionKey = "logs.cluster")
    private Optional<String> cluster = Optional.empty();

    private final CommandContext context;
    private final OtherLog server;

    /** What is printed when no Pod is named: the log of a cluster's server. */
    @FunctionalInterface
    public interface OtherLog {
        /**
         * @param cluster empty for the usual one
         * @param tail how many lines to begin with; negative for all
         * @return the exit code
         */
        int print(Optional<String> cluster, boolean follow, int tail) throws InterruptedException;
    }

    public PodLogsCommand(CommandContext context, OtherLog server) {
        this.context = context;
        this.server = server;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (word.isEmpty() && labels.isEmpty()) {
            return server.print(cluster, follow, tail.orElse(-1L).intValue());
        }
        if (word.isPresent() && !labels.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "only a selector (-l) or a POD name is allowed");
        }
        if (allContainers && !container.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE, "--all-containers=true should not be specified with container name " + container);
        }
        try (Connection connection = Connection.open(context, where)) {
            LogSources sources = new LogSources(context, connection);
            List<LogSources.Source> found = word.isPresent()
                    ? sources.of(word.get(), container, allContainers)
                    : sources.selected(labels, container, allContainers);
            new LogReader(context, connection.rest(), query(), prefix).read(found, follow);
        }
        return ExitCode.OK.code();
    }

    private RequestParameters query() {
        long lines = tail.orElse(labels.isEmpty() ? -1 : TAIL_OF_SELECTED);
        return new RequestParameters()
                .flag("follow", follow)
                .flag("previous", previous)
                .flag("timestamps", timestamps)
                .add(
                        "sinceSeconds",
                        since.map(span -> Long.toString(Math.ceilDiv(span.toMillis(), 1000L)))
                                .orElse(""))
                .add("sinceTime", sinceTime)
                .add("tailLines", lines < 0 ? "" : Long.toString(lines));
    }
}
