package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jukung.base.Cause;
import dev.jukung.base.SystemClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A store in a process of its own, which writes as fast as it can on several threads and prints each write that
 * was acknowledged; made to be killed.
 */
final class ChildStore implements AutoCloseable {
    static final int THREADS = 8;

    private final Process process;
    private final Thread reader;
    private final Map<String, Long> acknowledged = new HashMap<>(); // key → count; guarded by itself
    private int lines; // guarded by acknowledged

    private ChildStore(Process process) {
        this.process = process;
        reader = Thread.ofVirtual().name("child-output").start(this::read);
    }

    static ChildStore start(Path directory) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildStore.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new ChildStore(process);
    }

    long pid() {
        return process.pid();
    }

    private void read() {
        try (BufferedReader output = process.inputReader(UTF_8)) {
            for (@Nullable String line = output.readLine(); line != null; line = output.readLine()) {
                int space = line.indexOf(' ');
                synchronized (acknowledged) {
                    acknowledged.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
                    lines++;
                    acknowledged.notifyAll();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("reading what the child acknowledged", e);
        }
    }

    void awaitAcknowledged(int writes) throws InterruptedException {
        synchronized (acknowledged) {
            while (lines < writes) {
                if (!reader.isAlive()) {
                    throw new IllegalStateException("the child ended, or its output could not be understood");
                }
                TimeUnit.MILLISECONDS.timedWait(acknowledged, 100);
            }
        }
    }

    /** {@code kill -9}; returns all that was acknowledged before: for each key the number that was last written to it. */
    Map<String, Long> kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the pipe with lines still in it
        process.waitFor();
        reader.join();
        synchronized (acknowledged) {
            return new HashMap<>(acknowledged);
        }
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    public static void main(String[] args) throws InterruptedException {
        RevisionStore store = RevisionStores.open(Path.of(args[0]), new SystemClock(), (where, bug) -> {
            System.err.println(where + ": " + bug);
            Runtime.getRuntime().halt(1);
        });
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            Thread.ofVirtual().start(() -> writeForEver(store, thread));
        }
        never.await();
    }

    /** Writes 1, 2, 3 … to two keys at once, so that a torn commit would show. */
    private static void writeForEver(RevisionStore store, int thread) {
        PrintStream out = System.out;
        Key left = new Key("left", Integer.toString(thread));
        Key right = new Key("right", Integer.toString(thread));
        long count = store.latest()
                .get(left)
                .map(entry -> Long.parseLong(new String(entry.value(), UTF_8)))
                .orElse(0L);
        try {
            while (true) {
                count++;
                byte[] value = Long.toString(count).getBytes(UTF_8);
                store.commit(
                        List.of(),
                        List.of(new Write.Put(left, value), new Write.Put(right, value)),
                        new Cause("child", "write " + count, 0));
                out.println(thread + " " + count); // one write(2): a line is whole or absent
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
