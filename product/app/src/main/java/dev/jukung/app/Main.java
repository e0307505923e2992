package dev.jukung.app;

import picocli.CommandLine;

/** Where the {@code jukung} command starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(CommandContext.ofProcess(), arguments));
    }

    /** Runs one command to its end and returns the exit code. */
    static int run(CommandContext context, String... arguments) {
        CommandLine command = JukungCommand.commandLine(context);
        return command.execute(arguments);
    }
}
