package dev.jukung.kubelet.server;

import dev.jukung.http.Response.Sink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes the entries that are wanted as clients see them, in pieces of a bounded size. For one thread. */
final class LogOutput {
    private static final int PIECE_BYTES = 32 * 1024;

    private final LogOptions options;
    private final Sink sink;
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream(PIECE_BYTES);
    private long left;
    private boolean atLineStart = true;

    LogOutput(LogOptions options, Sink sink) {
        this.options = options;
        this.sink = sink;
        this.left = options.limitBytes().orElse(Long.MAX_VALUE);
    }

    /** Whether the limit of bytes is reached. */
    boolean full() {
        return left == 0;
    }

    /** @param terminated whether the entry's line in the file is whole */
    void write(LogEntry entry, boolean terminated) throws IOException, InterruptedException {
        boolean wanted = options.stream().isEmpty() || options.stream().equals(entry.stream());
        if (!wanted || options.since().map(entry::isBefore).orElse(false)) {
            return;
        }
        if (options.timestamps() && atLineStart) {
            put((entry.timestamp() + " ").getBytes(StandardCharsets.US_ASCII));
        }
        put(entry.content());
        if (terminated && !entry.partial()) {
            put(new byte[] {'\n'});
        }
        atLineStart = !entry.partial();
        if (piece.size() >= PIECE_BYTES) {
            flush();
        }
    }

    private void put(byte[] bytes) {
        int count = (int) Math.min(left, bytes.length);
        piece.write(bytes, 0, count);
        left -= count;
    }

    void flush() throws IOException, InterruptedException {
        if (piece.size() > 0) {
            byte[] bytes = piece.toByteArray();
            piece.reset();
            sink.send(bytes);
        }
    }
}
