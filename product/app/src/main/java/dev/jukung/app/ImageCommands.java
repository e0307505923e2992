package dev.jukung.app;

import dev.jukung.app.lifecycle.ImageListCommand;
import dev.jukung.app.lifecycle.ImageLoadCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code jukung image …}. */
@Command(name = "image")
final class ImageCommands {
    private ImageCommands() {}

    static CommandLine commandLine(CommandContext context) {
        return new CommandLine(new ImageCommands())
                .addSubcommand("build", new ImageBuildCommand(context))
                .addSubcommand("load", new ImageLoadCommand(context))
                .addSubcommand("ls", new ImageListCommand(context));
    }
}
