package dev.jukung.app.demo;

import dev.jukung.app.CommandContext;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Function;

/** Says what was done and how long it took. Confined to one thread. */
final class Phases {
    /** A piece of work. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    private static final double NANOS_PER_SECOND = 1e9;

    private final CommandContext context;
    private final long startNanos;

    Phases(CommandContext context) {
        this.context = context;
        this.startNanos = context.clock().nanos();
    }

    /** @param text what to say when the work is done, with the time it took */
    <T> T run(String text, Work<T> work) throws IOException, InterruptedException {
        return run(text, work, _ -> "");
    }

    /** @param word what of the result the text says */
    <T> T run(String text, Work<T> work, Function<T, String> word) throws IOException, InterruptedException {
        long start = context.clock().nanos();
        T result = work.run();
        context.err().println(context.text(text, word.apply(result), seconds(start)));
        return result;
    }

    /** Since the first phase. */
    String total() {
        return seconds(startNanos);
    }

    private String seconds(long start) {
        return String.format(Locale.ROOT, "%.1f", (context.clock().nanos() - start) / NANOS_PER_SECOND);
    }
}
