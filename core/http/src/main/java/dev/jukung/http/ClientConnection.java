package dev.jukung.http;

import dev.jukung.http.pki.TlsIdentity;
import java.util.Optional;

/** An open connection to a server. Thread-safe. */
interface ClientConnection {
    /** What this connection has shown, or would have shown, to the server. */
    Optional<TlsIdentity> identity();

    /** Takes room for one request; false when there is none or no more will be taken. */
    boolean reserve();

    /** Sends a request for which room has been reserved. */
    ClientExchange send(ClientRequest request);

    /** Takes no more requests, and closes when those under way are over. */
    void retire();

    /** Whether it has been retired or is broken, so that the pool can forget it. */
    boolean retired();

    boolean http2();

    void close();
}
