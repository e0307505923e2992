package dev.jukung.app.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a tool of this machine to its end. */
final class Command {
    private static final int LINES_OF_OUTPUT_IN_MESSAGE = 20;

    private Command() {}

    /** What it printed; a failure is an {@link ImageException} with the end of its output. */
    static String run(Path folder, List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                List<String> lines = output.lines().toList();
                throw new ImageException(String.join(" ", command) + " failed:\n"
                        + String.join(
                                "\n",
                                lines.subList(Math.max(0, lines.size() - LINES_OF_OUTPUT_IN_MESSAGE), lines.size())));
            }
            return output;
        } catch (IOException e) {
            throw new ImageException(command.getFirst() + " could not be run: " + e.getMessage(), e);
        }
    }
}
