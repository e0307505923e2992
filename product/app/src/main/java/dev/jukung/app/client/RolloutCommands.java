package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code jukung rollout …}. */
@Command(name = "rollout")
public final class RolloutCommands {
    private RolloutCommands() {}

    public static CommandLine commandLine(CommandContext context) {
        return new CommandLine(new RolloutCommands()).addSubcommand("status", new RolloutStatusCommand(context));
    }
}
