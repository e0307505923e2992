package dev.jukung.app;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
                .addSubcommand("version", new VersionCommand(context));
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
