package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code jukung snapshot …}. */
@Command(name = "snapshot")
public final class SnapshotCommands {
    private SnapshotCommands() {}

    public static CommandLine commandLine(CommandContext context) {
        return new CommandLine(new SnapshotCommands())
                .addSubcommand("save", new SnapshotSaveCommand(context))
                .addSubcommand("restore", new SnapshotRestoreCommand(context))
                .addSubcommand("fork", new SnapshotForkCommand(context));
    }
}
