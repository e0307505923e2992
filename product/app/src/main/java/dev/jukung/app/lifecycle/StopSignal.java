package dev.jukung.app.lifecycle;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and SIGINT into an orderly end of the thread that made this: while it starts things it is interrupted, while
 * it waits it is woken. The JVM ends when that thread has closed this, with the exit code of the signal.
 */
public final class StopSignal implements AutoCloseable {
    /** Then the JVM ends whatever is not done; longer than pods and store need. */
    private static final int LIMIT_SECONDS = 120;

    private final Thread owner = Thread.currentThread();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().name("stop-signal").unstarted(this::signalled);
    // Guarded by this.
    private boolean asked;
    private boolean waiting;

    public StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void signalled() {
        synchronized (this) {
            asked = true;
            if (!waiting) {
                owner.interrupt();
            }
            notifyAll();
        }
        try {
            boolean inTime = closed.await(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println("the server did not end within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // nobody does this; the JVM ends
        }
    }

    /** Waits for the signal. */
    public synchronized void await() throws InterruptedException {
        waiting = true;
        while (!asked) {
            wait();
        }
    }

    /** The same from within: something has happened after which there is nothing to go on with. */
    public synchronized void raise() {
        asked = true;
        notifyAll();
    }

    /** The owner has ended its work. */
    @Override
    public void close() {
        closed.countDown();
        boolean signalled;
        synchronized (this) {
            signalled = asked;
        }
        if (!signalled) {
            removeHook();
        }
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            return; // the signal came just now; the hook ends at once
        }
    }
}
