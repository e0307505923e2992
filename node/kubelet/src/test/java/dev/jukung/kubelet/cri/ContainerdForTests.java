package dev.jukung.kubelet.cri;

import dev.jukung.base.SystemClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            "cut",
            "tar");

    private final Containerd containerd;

    private ContainerdForTests(Containerd containerd) {
        this.containerd = containerd;
    }

    /** Whether this machine can run one: root, containerd, runc, network plugins and a static busybox. */
    public static boolean possible() {
        return System.getProperty("user.name").equals("root")
                && HostFacts.program("containerd").isPresent()
                && HostFacts.program("runc").isPresent()
                && HostFacts.program("busybox").isPresent()
                && ContainerdSettings.pluginDirectory().isPresent();
    }

    /** @param number tells bridges and address ranges of tests that run side by side apart */
    public static ContainerdForTests start(int number) throws InterruptedException {
        try {
            Path directory = Files.createTempDirectory("jukung-test");
            ContainerdSettings settings = new ContainerdSettings(
                    directory,
                    Optional.of(new ContainerdSettings.CniNetwork(
                            "jktest" + number, "10.199." + number + ".0/24", 0, false)),
                    Map.of());
            ContainerdForTests started = new ContainerdForTests(Containerd.start(settings, new SystemClock()));
            started.importImage(busybox(BUSYBOX));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        if (!left.isEmpty()) {
            throw new AssertionError("left behind: " + left);
        }
    }
}
