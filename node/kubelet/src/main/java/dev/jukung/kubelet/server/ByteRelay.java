package dev.jukung.kubelet.server;

import dev.jukung.http.ClientResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes bytes between a client and the runtime until either of them closes. Stateless. */
final class ByteRelay {
    private static final Logger LOG = LoggerFactory.getLogger(ByteRelay.class);
    private static final int BUFFER_BYTES = 32 * 1024;

    private ByteRelay() {}

    /** @param runtime a switched connection; closed at the end */
    static void serve(ClientResponse runtime, InputStream in, OutputStream out) throws InterruptedException {
        OutputStream toRuntime = runtime.output().orElseThrow();
        Thread upstream = Thread.ofVirtual().name("relay-to-runtime").start(() -> {
            copy(in, toRuntime);
            runtime.close(); // the client has gone, which ends what it started
        });
        try {
            copy(runtime.body(), out);
        } finally {
            runtime.close();
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
