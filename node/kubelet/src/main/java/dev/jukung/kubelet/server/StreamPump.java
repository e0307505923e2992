package dev.jukung.kubelet.server;

import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what a stream of the runtime brings, on a thread of its own, and gives it on at the pace of whoever takes it. */
final class StreamPump {
    private static final Logger LOG = LoggerFactory.getLogger(StreamPump.class);
    private static final int BUFFER_BYTES = 32 * 1024;

    /** Takes bytes; blocks while it cannot take more. */
    @FunctionalInterface
    interface Target {
        void take(byte[] bytes, int length) throws IOException;
    }

    private StreamPump() {}

    /** @param end run when the stream has ended, been reset or can no longer be given on */
    static Thread start(String name, InputStream from, Target to, Runnable end) {
        return Thread.ofVirtual().name(name).start(() -> {
            byte[] buffer = new byte[BUFFER_BYTES];
            try {
                for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                    to.take(buffer, read);
                }
            } catch (IOException e) {
                // The runtime ends its streams by resetting them, and clients may leave at any time.
                LOG.trace("{} ends", name, e);
            } finally {
                end.run();
            }
        });
    }
}
