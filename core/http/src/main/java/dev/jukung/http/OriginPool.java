package dev.jukung.http;

import dev.jukung.http.pki.TlsIdentity;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The connections to one origin. Thread-safe; callers wait here for a connection with room. */
final class OriginPool {
    /** Connections open at once; for HTTP/1.1 this is also the number of requests. */
    private static final int LIMIT = 256;

    /** Opens a connection. */
    @FunctionalInterface
    interface Dialer {
        ClientConnection dial(Deadline deadline) throws IOException, InterruptedException;
    }

    private final Dialer dialer;
    private final Supplier<Optional<TlsIdentity>> identity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final List<ClientConnection> open = new ArrayList<>(); // guarded by lock, as all below
    private int dialing;
    private boolean speaksHttp1;
    private boolean closed;

    OriginPool(Dialer dialer, Supplier<Optional<TlsIdentity>> identity) {
        this.dialer = dialer;
        this.identity = identity;
    }

    /** A connection on which room for one request is reserved. */
    ClientConnection acquire(Deadline deadline) throws IOException, InterruptedException {
        deadline.onExpiry(this::changed);
        lock.lockInterruptibly();
        try {
            while (!closed) {
                Optional<ClientConnection> free = reserve(identity.get());
                if (free.isPresent()) {
                    return free.get();
                }
                if (deadline.expired()) {
                    throw new SocketTimeoutException("no connection was free within " + deadline.length());
                }
                if (mayDial()) {
                    dial(deadline);
                } else {
                    change.await();
                }
            }
            throw new IOException("the client is closed");
        } finally {
            lock.unlock();
        }
    }

    private Optional<ClientConnection> reserve(Optional<TlsIdentity> shown) {
        open.removeIf(ClientConnection::retired);
        for (ClientConnection connection : open) {
            if (!connection.identity().equals(shown)) {
                connection.retire(); // made with a certificate that has been renewed since
            } else if (connection.reserve()) {
                return Optional.of(connection);
            }
        }
        return Optional.empty();
    }

    /** One at a time unless each serves one request only: the others may fit on what is being opened. */
    private boolean mayDial() {
        return open.size() + dialing < LIMIT && (dialing == 0 || speaksHttp1);
    }

    private void dial(Deadline deadline) throws IOException, InterruptedException {
        dialing++;
        lock.unlock();
        Optional<ClientConnection> made = Optional.empty();
        try {
            made = Optional.of(dialer.dial(deadline));
        } finally {
            lock.lock();
            dialing--;
            made.ifPresent(connection -> {
                open.add(connection);
                speaksHttp1 = !connection.http2();
            });
            change.signalAll();
        }
        deadline.onExpiry(this::changed);
    }

    /** Wakes those who wait: a connection has room or is gone, or somebody's time is over. */
    void changed() {
        lock.lock();
        try {
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            open.forEach(ClientConnection::close);
            open.clear();
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
