package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung server}: a cluster in this process, until it is told to end. {@code up} starts it in the background. */
@Command(name = "server")
public final class ServerCommand implements Callable<Integer> {
    @Mixin
    private NameOption name = new NameOption();

    @Mixin
    private SetupOptions setup = new SetupOptions();

    @Option(names = "--background", hidden = true)
    private boolean background;

    private final CommandContext context;

    public ServerCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ClusterFolder folder = name.folder(context);
        if (background) {
            background(folder);
        } else {
            foreground(folder);
        }
        return ExitCode.OK.code();
    }

    /** For {@code up}, which has prepared everything and reads {@link StartMessage}s from standard output. */
    private void background(ClusterFolder folder) throws InterruptedException {
        Logging.toFile(folder.log(), context.variable(Logging.LEVEL_VARIABLE));
        try {
            Trouble.in(context, folder.path(), () -> {
                new ServerRun(context, folder, ClusterStart.existing(context, folder)).run(new ServerRun.Listener() {
                    @Override
                    public void phase(String phase) {
                        send(new StartMessage.Phase(phase));
                    }

                    @Override
                    public void ready() {
                        send(new StartMessage.Ready());
                    }
                });
                return ExitCode.OK;
            });
        } catch (CommandException failure) {
            send(new StartMessage.Failed(failure.exitCode(), String.valueOf(failure.getMessage())));
            throw failure;
        }
    }

    /** Whoever started us may have ended since; a stream of the JVM takes that in silence. */
    private void send(StartMessage message) {
        context.out().println(message.line());
        context.out().flush();
    }

    private void foreground(ClusterFolder folder) throws InterruptedException {
        PhaseReport report = new PhaseReport(context);
        ClusterSettings settings = ClusterStart.locked(context, folder, () -> {
            if (ServerRecord.running(folder).isPresent()) {
                throw new CommandException(ExitCode.EXISTS, context.text("server.runs-already", folder.name()));
            }
            return new ClusterSetup(context, folder).prepare(setup, report);
        });
        Logging.toConsole(context.variable(Logging.LEVEL_VARIABLE));
        Trouble.in(context, folder.path(), () -> {
            new ServerRun(context, folder, settings).run(new ServerRun.Listener() {
                @Override
                public void phase(String phase) {
                    report.done(phase);
                }

                @Override
                public void ready() throws IOException, InterruptedException {
                    report.done("usable");
                    ClusterStart.tellKubeconfig(context, folder, settings);
                    context.say("up.ready", folder.name(), report.total(), settings.server(), folder.contextName());
                }
            });
            return ExitCode.OK;
        });
    }
}
