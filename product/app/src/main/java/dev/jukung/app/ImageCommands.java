package dev.jukung.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code jukung image …}. */
@Command(name = "image")
final class ImageCommands {
    private ImageCommands() {}

    static CommandLine commandLine(CommandContext context) {
        return new CommandLine(new ImageCommands()).addSubcommand("build", new ImageBuildCommand(context));
    }
}
