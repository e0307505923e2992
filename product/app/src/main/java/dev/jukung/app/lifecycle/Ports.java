package dev.jukung.app.lifecycle;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Which port the API server gets. */
final class Ports {
    /** Kubernetes' own. */
    static final int DEFAULT = 6443;
    /** How far the search for a free one goes. */
    private static final int TRIED = 200;

    private static final int MAX = 65535;

    private Ports() {}

    static boolean valid(long port) {
        return port > 0 && port <= MAX;
    }

    /** The first free port from {@code wanted} on. */
    static OptionalInt firstFree(int wanted, IntPredicate free) {
        return IntStream.rangeClosed(wanted, Math.min(MAX, wanted + TRIED))
                .filter(free)
                .findFirst();
    }

    /** Whether this process could listen there, on all addresses, as the API server does. */
    static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections that are about to end do not count, as for the server
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException _) {
            return false; // in use, or not allowed: the answer is the same
        }
    }
}
