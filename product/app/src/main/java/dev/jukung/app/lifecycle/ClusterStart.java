package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Starts the server of a cluster that is set up, waits for it, and tells the user's kubeconfig. */
final class ClusterStart {
    private static final Duration READY_CHECK = Duration.ofMillis(50);

    private final CommandContext context;
    private final ClusterFolder folder;
    private final WaitOptions options;
    private final PhaseReport report;

    ClusterStart(CommandContext context, ClusterFolder folder, WaitOptions options, PhaseReport report) {
        this.context = context;
        this.folder = folder;
        this.options = options;
        this.report = report;
    }

    void start(ClusterSettings settings) throws IOException, InterruptedException {
        long end = context.clock().nanos() + options.timeout().toNanos();
        try (ServerLaunch server = ServerLaunch.start(context, folder)) {
            boolean done = false;
            while (!done) {
                switch (server.next(Duration.ofNanos(end - context.clock().nanos()))) {
                    case StartMessage.Phase(String name) -> {
                        report.done(name);
                        done = !options.untilUsable() && name.equals("keys");
                    }
                    case StartMessage.Ready() -> {
                        report.done("usable");
                        done = true;
                    }
                    case StartMessage.Failed(ExitCode code, String message) ->
                        throw new CommandException(code, message);
                }
            }
        }
        finish(settings, options.untilUsable() ? "up.ready" : "up.started");
    }

    /** For a cluster whose server runs already, or is about to. */
    void already(ClusterSettings settings) throws IOException, InterruptedException {
        long end = context.clock().nanos() + options.timeout().toNanos();
        while (options.untilUsable() && ServerRecord.state(folder) != ServerRecord.State.RUNNING) {
            if (ServerRecord.running(folder).isEmpty()) {
                throw new CommandException(ExitCode.FAILED, context.text("start.ended", folder.log()));
            }
            if (context.clock().nanos() > end) {
                throw new CommandException(
                        ExitCode.TIMEOUT, context.text("start.timeout", folder.name(), folder.log()));
            }
            context.clock().sleep(READY_CHECK);
        }
        finish(settings, "up.already");
    }

    private void finish(ClusterSettings settings, String text) throws IOException, InterruptedException {
        Path kubeconfig = tellKubeconfig(context, folder, settings);
        switch (options.output()) {
            case TEXT ->
                context.out()
                        .println(context.text(
                                text, folder.name(), report.total(), settings.server(), folder.contextName()));
            case JSON ->
                context.out()
                        .println(Json.write(ObjectValue.of(
                                "name", folder.name(),
                                "server", settings.server(),
                                "runtime", RuntimeOption.of(settings.runtime()).text(),
                                "context", folder.contextName(),
                                "kubeconfig", kubeconfig.toString(),
                                "phases", report.tree())));
        }
    }

    /** Merges the cluster's access into the file that kubectl uses, which it returns. */
    static Path tellKubeconfig(CommandContext context, ClusterFolder folder, ClusterSettings settings)
            throws IOException, InterruptedException {
        KubeconfigFile file = KubeconfigFile.forNewEntries(context);
        if (Yaml.parse(Files.readAllBytes(folder.kubeconfig())) instanceof ObjectValue own) {
            file.change(tree -> KubeconfigEntries.merged(tree, own, folder.contextName()));
        }
        settings.withKubeconfig(file.path()).write(folder);
        return file.path();
    }

    /** Runs something while no other command changes the cluster. */
    static <T> T locked(CommandContext context, ClusterFolder folder, Trouble.Work<T> work)
            throws InterruptedException {
        return Trouble.in(context, folder.path(), () -> {
            try (FolderLock _ =
                    FolderLock.hold(folder.commandLock(), () -> context.say("cluster.busy", folder.name()))) {
                return work.run();
            }
        });
    }

    /** The settings of a cluster that has to exist. */
    static ClusterSettings existing(CommandContext context, ClusterFolder folder) throws IOException {
        Optional<ClusterSettings> settings = ClusterSettings.read(context, folder);
        return settings.orElseThrow(() -> missing(context, folder));
    }

    static CommandException missing(CommandContext context, ClusterFolder folder) {
        return new CommandException(ExitCode.NOT_FOUND, context.text("cluster.none", folder.name(), folder.path()));
    }
}
