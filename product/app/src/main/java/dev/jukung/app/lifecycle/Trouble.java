package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** What cannot be written or read, said so that the user knows what to do. */
final class Trouble {
    private Trouble() {}

    /** Something that does input and output in a cluster's folder. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /** Runs {@code work}; what fails there is a {@link CommandException} that names the folder and the remedy. */
    static <T> T in(CommandContext context, Path folder, Work<T> work) throws InterruptedException {
        try {
            return work.run();
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, text(context, folder, e), e);
        }
    }

    private static String text(CommandContext context, Path folder, IOException e) {
        String said = String.valueOf(e.getMessage());
        if (said.contains("No space left") || said.contains("quota exceeded")) {
            return context.text("folder.full", folder);
        }
        if (e instanceof AccessDeniedException || said.contains("Read-only file system")) {
            return context.text("folder.unwritable", folder, said);
        }
        return context.text("folder.broken", folder, e.toString());
    }
}
