package dev.jukung.kubelet.cri;

import dev.jukung.base.SystemClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real containerd in a directory of its own, with a busybox image; removed with everything it did. Needs root. */
public final class ContainerdForTests {
    public static final String BUSYBOX = "jukung.dev/busybox:1";
    private static final List<String> APPLETS = List.of(
            "sh",
            "sleep",
            "cat",
            "echo",
            "ls",
            "id",
            "env",
            "nc",
            "httpd",
            "wget",
            "kill",
            "touch",
            "true",
            "false",
            "mount",
            "stat",
            "grep",
            "ps",
            "hostname",
            "head",
            "tail",
            "printf",
            "mkdir",
            "rm",
            "seq",
            "date",
            "test",
            "trap",
            "tty",
            "stty",
            "wc",
            "dd",
            "ip",
            "nslookup",
            "chmod",
            "ln",
            "readlink",
            "df",
            "sed",
            "tr",
            "cut");

    /** As many as there are address ranges for. */
    private static final int NUMBERS = 250;

    private final Containerd containerd;
    private final int number;
    private final FileChannel lock;

    private ContainerdForTests(Containerd containerd, int number, FileChannel lock) {
        this.containerd = containerd;
        this.number = number;
        this.lock = lock;
    }

    /** Whether this machine can run one: root, containerd, runc, network plugins and a static busybox. */
    public static boolean possible() {
        return System.getProperty("user.name").equals("root")
                && HostFacts.program("containerd").isPresent()
                && HostFacts.program("runc").isPresent()
                && HostFacts.program("busybox").isPresent()
                && ContainerdSettings.pluginDirectory().isPresent();
    }

    public static ContainerdForTests start() throws InterruptedException {
        try {
            for (int number = 1; number <= NUMBERS; number++) {
                FileChannel lock = FileChannel.open(
                        Path.of(System.getProperty("java.io.tmpdir"), "jukung-test-" + number + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                if (isMine(lock)) {
                    return start(number, lock);
                }
                lock.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("too many tests at the same time");
    }

    private static boolean isMine(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // another test of this JVM has it
        }
    }

    private static ContainerdForTests start(int number, FileChannel lock) throws IOException, InterruptedException {
        ContainerdSettings settings = new ContainerdSettings(
                Files.createTempDirectory("jukung-test"),
                Optional.of(
                        new ContainerdSettings.CniNetwork("jktest" + number, "10.199." + number + ".0/24", 0, false)),
                Map.of());
        ContainerdForTests started =
                new ContainerdForTests(Containerd.start(settings, new SystemClock()), number, lock);
        started.importImage(busybox(BUSYBOX));
        return started;
    }

    /** Tells the bridges, address ranges and cgroups of tests apart, also of those that another JVM runs at the same time. */
    public int number() {
        return number;
    }

    public Containerd containerd() {
        return containerd;
    }

    public static ImageArchive busybox(String reference) throws IOException {
        Path program = HostFacts.program("busybox").orElseThrow();
        ImageArchive image = new ImageArchive(reference)
                .directory("bin")
                .directory("tmp")
                .directory("etc")
                .directory("proc")
                .directory("sys")
                .directory("dev")
                .file(
                        "etc/passwd",
                        "root:x:0:0::/:/bin/sh\napp:x:1234:1234::/:/bin/sh\n"
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        0644)
                .file("bin/busybox", Files.readAllBytes(program), 0755);
        APPLETS.forEach(applet -> image.link("bin/" + applet, "busybox"));
        return image.environment(List.of("PATH=/bin"))
                .command(List.of("/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1000 & wait $!; done"));
    }

    public void importImage(ImageArchive image) throws IOException, InterruptedException {
        Path archive = containerd.settings().directory().resolve("image.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            image.writeTo(out);
        }
        containerd.importImage(archive);
    }

    public void close() throws InterruptedException {
        List<String> left = containerd.removeEverything();
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!left.isEmpty()) {
            throw new AssertionError("left behind: " + left);
        }
    }
}
