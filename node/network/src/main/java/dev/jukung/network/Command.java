package dev.jukung.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A program of the node that is run to its end. Thread-safe.
 *
 * @param words the program and its fixed arguments; a test puts {@code ip netns exec NAME} before them
 */
record Command(List<String> words) {
    /** An error text longer than this is cut: it is a message, not a log. */
    private static final int ERROR_MAX = 4096;
    /** More output than this means the wrong question was asked. */
    private static final int OUTPUT_MAX = 64 << 20;

    /** @param error what was written to standard error, cut to a message's length */
    record Result(int exit, String output, String error) {}

    Command(String... words) {
        this(List.of(words));
    }

    Command with(String... arguments) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(arguments));
        return new Command(List.copyOf(all));
    }

    /** @throws IOException when the program cannot be started, or its pipes break */
    Result run(String input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).start();
        try {
            CompletableFuture<String> error = new CompletableFuture<>();
            Thread.ofVirtual()
                    .name("stderr of " + words.getFirst())
                    .start(() -> error.complete(readError(process.getErrorStream())));
            Thread.ofVirtual().name("stdin of " + words.getFirst()).start(() -> write(process, input));
            byte[] output = process.getInputStream().readNBytes(OUTPUT_MAX);
            int exit = process.waitFor();
            return new Result(exit, new String(output, StandardCharsets.UTF_8), error.join());
        } finally {
            process.destroy(); // only alive here if this thread was interrupted
        }
    }

    /** A program that ends without reading its input breaks the pipe; its exit code tells more than that. */
    private static void write(Process process, String input) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // see above
        }
    }

    private static String readError(InputStream stream) {
        try {
            byte[] start = stream.readNBytes(ERROR_MAX);
            stream.transferTo(java.io.OutputStream.nullOutputStream());
            return new String(start, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "its error output could not be read: " + e.getMessage();
        }
    }
}
