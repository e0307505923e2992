package dev.jukung.app;

import dev.jukung.app.client.ApplyCommand;
import dev.jukung.app.client.DeleteCommand;
import dev.jukung.app.client.GetCommand;
import dev.jukung.app.client.PodLogsCommand;
import dev.jukung.app.client.RolloutCommands;
import dev.jukung.app.client.WaitCommand;
import dev.jukung.app.demo.DemoCommand;
import dev.jukung.app.demo.DemoSteps;
import dev.jukung.app.lifecycle.DoctorCommand;
import dev.jukung.app.lifecycle.DownCommand;
import dev.jukung.app.lifecycle.ListCommand;
import dev.jukung.app.lifecycle.NodeImageLoad;
import dev.jukung.app.lifecycle.ServerCommand;
import dev.jukung.app.lifecycle.ServerLog;
import dev.jukung.app.lifecycle.SnapshotCommands;
import dev.jukung.app.lifecycle.StartCommand;
import dev.jukung.app.lifecycle.StatusCommand;
import dev.jukung.app.lifecycle.StopCommand;
import dev.jukung.app.lifecycle.UpCommand;
import dev.jukung.app.role.CertsCommand;
import dev.jukung.app.role.RoleCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command without a subcommand: help. All subcommands are listed here. */
@Command(name = "jukung", mixinStandardHelpOptions = false)
final class JukungCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT)
    private boolean help;

    private final CommandContext context;

    private JukungCommand(CommandContext context) {
        this.context = context;
    }

    static CommandLine commandLine(CommandContext context) {
        CommandLine command = new CommandLine(new JukungCommand(context))
                .addSubcommand("kustomize", new KustomizeCommand(context))
                .addSubcommand("image", ImageCommands.commandLine(context))
                .addSubcommand("train", new TrainCommand(context))
                .addSubcommand("why", new WhyCommand(context))
                .addSubcommand("history", new HistoryCommand(context))
                .addSubcommand("snapshot", SnapshotCommands.commandLine(context))
                .addSubcommand("version", new VersionCommand(context));
        lifecycle(context).forEach(command::addSubcommand);
        RoleCommand.all(context).forEach(command::addSubcommand);
        command.addSubcommand("certs", new CertsCommand(context));
        command.addSubcommand("apply", new ApplyCommand(context))
                .addSubcommand("get", new GetCommand(context))
                .addSubcommand("delete", new DeleteCommand(context))
                .addSubcommand("logs", new PodLogsCommand(context, new ServerLog(context)))
                .addSubcommand("wait", new WaitCommand(context))
                .addSubcommand("rollout", RolloutCommands.commandLine(context))
                .addSubcommand("demo", new DemoCommand(context, demoSteps(context)));
        command.setResourceBundle(context.texts().bundle());
        command.setOut(new PrintWriter(context.out(), true, StandardCharsets.UTF_8));
        command.setErr(new PrintWriter(context.err(), true, StandardCharsets.UTF_8));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setUsageHelpAutoWidth(true);
        command.setParameterExceptionHandler((e, _) -> usageError(context, e));
        command.setExecutionExceptionHandler(
                (e, _, _) -> Failures.report(context, e).code());
        return command;
    }

    private static Map<String, Object> lifecycle(CommandContext context) {
        Map<String, Object> commands = new LinkedHashMap<>();
        commands.put("up", new UpCommand(context));
        commands.put("down", new DownCommand(context));
        commands.put("stop", new StopCommand(context));
        commands.put("start", new StartCommand(context));
        commands.put("status", new StatusCommand(context));
        commands.put("list", new ListCommand(context));
        commands.put("server", new ServerCommand(context));
        commands.put("doctor", new DoctorCommand(context));
        return commands;
    }

    /** The demo is made of the other commands, on the cluster that {@code up} makes when it is told nothing else. */
    private static DemoSteps demoSteps(CommandContext context) {
        String cluster = "default";
        NodeImageLoad images = new NodeImageLoad(context, cluster);
        return new DemoSteps(
                () -> {
                    succeed(context, "demo.up-failed", List.of("up", "--name", cluster));
                    return new DemoSteps.Running(Optional.empty(), Optional.of("jukung-" + cluster));
                },
                images::load,
                (running, namespace, pod) -> {
                    List<String> arguments = new ArrayList<>(List.of("why", "pod/" + pod, "--namespace", namespace));
                    running.kubeconfig().ifPresent(file -> arguments.addAll(List.of("--kubeconfig", file)));
                    running.contextName().ifPresent(name -> arguments.addAll(List.of("--context", name)));
                    succeed(context, "demo.why-failed", arguments);
                });
    }

    private static void succeed(CommandContext context, String failure, List<String> arguments) {
        int code = Main.run(context, arguments.toArray(String[]::new));
        if (code != ExitCode.OK.code()) {
            throw new CommandException(ExitCode.of(code), context.text(failure));
        }
    }

    private static int usageError(CommandContext context, ParameterException e) {
        context.err().println(context.text("error", String.valueOf(e.getMessage())));
        context.say("error.usage", e.getCommandLine().getCommandSpec().qualifiedName());
        return ExitCode.USAGE.code();
    }

    @Override
    public Integer call() {
        commandLine(context).usage(context.out());
        return help ? ExitCode.OK.code() : ExitCode.USAGE.code();
    }
}
