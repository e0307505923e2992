package dev.jukung.kubelet.cri;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the host that do one thing and end. */
final class Commands {
    private Commands() {}

    /** Output and errors together. */
    record Result(int exitCode, String output) {}

    /** Runs a program to its end; one that takes longer than {@code limit} is killed and counts as failed. */
    static Result run(Duration limit, List<String> command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            try {
                StringBuilder output = new StringBuilder();
                Thread reader = Thread.ofVirtual().name("command-output").start(() -> read(process, output));
                boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    process.destroyForcibly();
                }
                reader.join();
                return new Result(
                        ended ? process.exitValue() : -1,
                        ended ? output.toString().strip() : "took longer than " + limit);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        }
    }

    /** As {@link #run}, where a failure is not expected. */
    static String require(Duration limit, List<String> command) throws InterruptedException {
        Result result = run(limit, command);
        if (result.exitCode() != 0) {
            throw new UncheckedIOException(new IOException(
                    String.join(" ", command) + " failed (" + result.exitCode() + "): " + result.output()));
        }
        return result.output();
    }

    private static void read(Process process, StringBuilder output) {
        try {
            output.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            output.append(e.getMessage()); // the process was killed while its output was read
        }
    }
}
