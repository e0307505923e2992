package dev.jukung.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes the bytes of a switched connection on to another one and back, until either of them closes. Stateless. */
public final class ByteRelay {
    private static final Logger LOG = LoggerFactory.getLogger(ByteRelay.class);
    private static final int BUFFER_BYTES = 32 * 1024;

    private ByteRelay() {}

    /**
     * Returns when the connection is over.
     *
     * @param backend a switched connection; closed at the end
     * @param in from the client
     * @param out to the client
     */
    public static void serve(ClientResponse backend, InputStream in, OutputStream out) throws InterruptedException {
        OutputStream toBackend = backend.output().orElseThrow();
        Thread upstream = Thread.ofVirtual().name("relay-upstream").start(() -> {
            copy(in, toBackend);
            backend.close(); // the client has gone, which ends what it started
        });
        try {
            copy(backend.body(), out);
        } finally {
            backend.close();
            upstream.interrupt();
            upstream.join();
        }
    }

    private static void copy(InputStream from, OutputStream to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                to.write(buffer, 0, read);
                to.flush();
            }
        } catch (IOException e) {
            LOG.trace("one side has left", e); // which ends the session; there is nobody to tell
        }
    }
}
