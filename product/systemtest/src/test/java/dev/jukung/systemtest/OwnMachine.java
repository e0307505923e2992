package dev.jukung.systemtest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Something like a machine of its own, on which Kubernetes' usual ports are free and its usual folders empty: namespaces for network, mounts
 * and the host's name; all else is this machine's. It cannot be reached from outside, so clients run on it, too. Closing it kills
 * what was started. Needs root.
 */
final class OwnMachine implements AutoCloseable {
    private static final List<String> FOLDERS =
            List.of("/etc/kubernetes", "/var/lib/etcd", "/var/lib/kubelet", "/var/lib/kube-proxy", "/var/log/pods");

    /** Waits until nobody holds its input any more, so that nothing is left of it when the tests end. */
    private static final String SCRIPT = """
            hostname "$1"
            mount -t tmpfs own "$2"
            for place in etc var/lib; do
              mkdir -p "$2/$place/upper" "$2/$place/work"
              mount -t overlay own -o "lowerdir=/$place,upperdir=$2/$place/upper,workdir=$2/$place/work" "/$place"
            done
            for folder in $3; do mkdir -p "$folder"; mount -t tmpfs own "$folder"; done
            ip link set lo up
            for address in $4; do ip address add "$address/32" dev lo; done
            echo ready
            exec cat
            """;

    private final Path home;
    private final Process anchor;
    private final Map<String, Process> processes = new HashMap<>();

    /**
     * @param home the user's home there; logs are kept in it
     * @param addresses that it has beside 127.0.0.1
     */
    OwnMachine(Path home, String hostName, String... addresses) throws IOException {
        this.home = home;
        Path scratch = Files.createDirectory(home.resolve("scratch"));
        anchor = new ProcessBuilder(
                        "unshare",
                        "--net",
                        "--mount",
                        "--uts",
                        "sh",
                        "-ec",
                        SCRIPT,
                        "own-machine",
                        hostName,
                        scratch.toString(),
                        String.join(" ", FOLDERS),
                        String.join(" ", addresses))
                .redirectError(home.resolve("machine.log").toFile())
                .start();
        BufferedReader out = anchor.inputReader();
        if (!"ready".equals(out.readLine())) {
            throw new AssertionError(log("machine"));
        }
    }

    /** Whether this machine can hold one, and has the named programs. */
    static boolean possible(String... programs) {
        return System.getProperty("user.name").equals("root")
                && Stream.concat(Stream.of("unshare", "nsenter", "ip", "mount"), Stream.of(programs))
                        .allMatch(OwnMachine::installed);
    }

    private static boolean installed(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    Path home() {
        return home;
    }

    private ProcessBuilder there(List<String> command) {
        List<String> whole =
                new ArrayList<>(List.of("nsenter", "--net", "--mount", "--uts", "--target", "" + anchor.pid(), "--"));
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("ETCDCTL_API", "3");
        builder.environment().remove("KUBECONFIG");
        return builder;
    }

    /** What a command says, which may fail. */
    JukungProcess.Ran run(String... command) throws IOException, InterruptedException {
        Process process = there(List.of(command)).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return new JukungProcess.Ran(process.waitFor(), text);
    }

    /** What a shell says to a script that has to succeed. */
    String sh(String script) throws IOException, InterruptedException {
        return run("sh", "-ec", script).succeeded().text();
    }

    static List<String> jukung(String... arguments) {
        List<String> whole = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        whole.addAll(List.of("-Xmx384m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        whole.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.jukung.app.Main"));
        whole.addAll(List.of(arguments));
        return whole;
    }

    /** Goes on beside the test; what it prints is added to its {@link #log}. */
    void start(String name, List<String> command) throws IOException {
        processes.put(
                name,
                there(command)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                home.resolve(name + ".log").toFile()))
                        .start());
    }

    Process process(String name) {
        return requireNonNull(processes.get(name), name);
    }

    String log(String name) throws IOException {
        return Files.readString(home.resolve(name + ".log"));
    }

    /** {@code kill -9}. */
    void kill(String name) {
        Process process = process(name);
        assertThat(process.isAlive()).as(name).isTrue();
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        processes.values().forEach(Process::destroyForcibly);
        processes.values().forEach(process -> process.onExit().join());
        anchor.destroyForcibly();
        anchor.onExit().join();
    }
}
