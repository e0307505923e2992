package dev.jukung.bench.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a program of the system to its end. Stateless. */
final class Shell {
    private Shell() {}

    /** @throws IOException with what it printed, when it fails */
    static void run(String... command) throws IOException {
        feed("", command);
    }

    /** As {@link #run(String...)}. @param input what it reads */
    static void feed(String input, String... command) throws IOException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        try (var toProgram = process.outputWriter(StandardCharsets.UTF_8)) {
            toProgram.write(input);
        }
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + printed.strip());
        }
    }
}
