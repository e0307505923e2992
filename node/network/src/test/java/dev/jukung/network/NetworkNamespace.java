package dev.jukung.network;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace of a test, gone at close with everything in it. Needs root. A socket belongs to the namespace of
 * the thread that made it, so servers and clients of this JVM can live in any of them.
 */
@SuppressWarnings({"restricted", "try"})
final class NetworkNamespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SETNS = LINKER.downcallHandle(
            LINKER.defaultLookup().find("setns").orElseThrow(),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().find("open").orElseThrow(),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().find("close").orElseThrow(),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private final String name;

    NetworkNamespace(String name) throws Exception {
        this.name = name;
        if (Files.exists(Path.of("/run/netns", name))) {
            run("ip", "netns", "del", name); // left by a killed run
        }
        run("ip", "netns", "add", name);
        sysctl("net.ipv6.conf.default.dad_transmits", "0"); // else IPv6 says nothing for its first second
        ip("link set lo up");
    }

    /** Whether this machine lets a test make namespaces. */
    static boolean possible() {
        return "root".equals(System.getProperty("user.name"))
                && Files.isExecutable(Path.of("/usr/sbin/nft"))
                && Files.isExecutable(Path.of("/usr/sbin/ip"));
    }

    String name() {
        return name;
    }

    /** @param words as after {@code ip}, separated by spaces */
    void ip(String words) throws Exception {
        run(("ip -n " + name + " " + words).split(" "));
    }

    void sysctl(String key, String value) throws Exception {
        run("ip", "netns", "exec", name, "sysctl", "-qw", key + "=" + value);
    }

    String sysctl(String key) throws Exception {
        return exec("sysctl", "-n", key).run("").output().strip();
    }

    /** A program to be run inside. */
    Command exec(String... words) {
        return new Command("ip", "netns", "exec", name).with(words);
    }

    /** Runs {@code work} on a thread of its own inside. */
    <T> T call(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return work.call();
        });
        Thread.ofPlatform().name("in " + name).daemon().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void enter() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom("/run/netns/" + name);
            int file = (int) OPEN.invokeExact(path, 0);
            int result = (int) SETNS.invokeExact(file, CLONE_NEWNET);
            int closed = (int) CLOSE.invokeExact(file);
            if (result != 0 || closed != 0) {
                throw new IOException("cannot enter the network namespace " + name);
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("cannot enter the network namespace " + name, e);
        }
    }

    static void run(String... words) throws Exception {
        Command.Result result = new Command(List.of(words)).run("");
        if (result.exit() != 0) {
            throw new IOException(String.join(" ", words) + ": " + result.error());
        }
    }

    @Override
    public void close() throws Exception {
        run("ip", "netns", "del", name);
    }
}
