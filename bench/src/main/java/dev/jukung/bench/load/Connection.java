package dev.jukung.bench.load;

import java.io.IOException;

/** A way to the server. Blocking; how many threads may use it at a time is up to the protocol. */
interface Connection extends AutoCloseable {
    /** Sends, and reads the answer to its end. */
    Answer send(Exchange exchange) throws IOException, InterruptedException;

    @Override
    void close();
}
