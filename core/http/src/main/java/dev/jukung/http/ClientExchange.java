package dev.jukung.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A request on its way and its response, between the event loop that receives and the thread that asked. The state that
 * belongs to the protocol is in the connection.
 */
final class ClientExchange {
    /** How the caller influences the connection. Called on any thread. */
    interface Control {
        /** The caller has taken {@code bytes} of the content: more may come. */
        void taken(ClientExchange exchange, int bytes);

        /** The caller wants nothing more. Without effect when all is over. */
        void cancel(ClientExchange exchange);
    }

    private final ClientRequest request;
    private final CompletableFuture<ClientResponse> response = new CompletableFuture<>();
    private final Inlet body;
    private final Control control;

    ClientExchange(ClientRequest request, Control control) {
        this.request = request;
        this.control = control;
        body = new Inlet(bytes -> control.taken(this, bytes));
    }

    ClientRequest request() {
        return request;
    }

    // On the event loop.

    Inlet body() {
        return body;
    }

    boolean answered() {
        return response.isDone();
    }

    void head(int status, Headers headers, String protocol) {
        response.complete(new ClientResponse(status, headers, protocol, body, Optional.empty(), this::close));
    }

    void switched(int status, Headers headers, RawConnection raw) {
        InputStream in = raw.in();
        response.complete(new ClientResponse(status, headers, "HTTP/1.1", in, Optional.of(raw.out()), raw::close));
    }

    /** The connection has broken, or the server has broken the request off. Nothing happens when all is over. */
    void fail(IOException reason) {
        response.completeExceptionally(reason);
        body.fail(reason);
    }

    // On the caller's thread, or that of its timer.

    /** Gives up unless the response has come. */
    void giveUp(IOException reason) {
        if (response.completeExceptionally(reason)) {
            close();
        }
    }

    /** Waits for the head of the response. */
    ClientResponse await() throws IOException, InterruptedException {
        try {
            return response.get();
        } catch (InterruptedException e) {
            close();
            throw e;
        } catch (ExecutionException e) {
            throw switch (response.exceptionNow()) {
                case SocketTimeoutException timeout -> timeout;
                case NotProcessedException again -> again;
                case Throwable other -> new IOException(other.getMessage(), other); // with the caller's stack
            };
        }
    }

    void close() {
        control.cancel(this);
        body.close();
    }
}
