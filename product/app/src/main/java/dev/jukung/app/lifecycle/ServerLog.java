package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.ExitCode;
import dev.jukung.app.client.PodLogsCommand;
import java.util.Optional;

/** The log of a cluster's server process. */
public final class ServerLog implements PodLogsCommand.OtherLog {
    private final CommandContext context;

    public ServerLog(CommandContext context) {
        this.context = context;
    }

    @Override
    public int print(Optional<String> cluster, boolean follow, int tail) throws InterruptedException {
        ClusterFolder folder = ClusterFolder.of(context, cluster.orElse(ClusterFolder.DEFAULT_NAME));
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
