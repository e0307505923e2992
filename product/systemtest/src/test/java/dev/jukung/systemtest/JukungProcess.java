package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code jukung} command as a user has it: each run is a process of its own, with its own home.
 *
 * @param prefix comes before the command, to run it as somebody else
 * @param home holds the data and the kubeconfig
 */
record JukungProcess(List<String> prefix, String classPath, Path home) {
    private static final int FIRST_PORT = 12_000;
    private static final int PORTS = 20_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    static JukungProcess in(Path home) {
        return new JukungProcess(List.of(), System.getProperty("java.class.path"), home);
    }

    /** How a run ended; what it printed and what it complained of are one text. */
    record Ran(int code, String text) {
        Ran succeeded() {
            assertThat(code).as(text).isZero();
            return this;
        }
    }

    Ran run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", classPath, "dev.jukung.app.Main"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Another program with the same home and by the same user. */
    Ran other(String... command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(List.of(command));
        return run(whole);
    }

    private Ran run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("JUKUNG_DATA", data().toString());
        builder.environment().put("KUBECONFIG", kubeconfig().toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        process.getOutputStream().close();
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Ran(process.waitFor(), text);
        }
    }

    Path data() {
        return home.resolve("data");
    }

    Path kubeconfig() {
        return home.resolve("kubeconfig");
    }

    /** The process of a cluster's server. */
    ProcessHandle server(String cluster) throws IOException, InterruptedException {
        String status = run("status", "--name", cluster, "--output", "json").text();
        return ProcessHandle.of(Json.parseObject(status).object("process").integer("pid", 0))
                .orElseThrow(() -> new AssertionError(status));
    }

    /** {@code kill -9} of a cluster's server. */
    void killServer(String cluster) throws IOException, InterruptedException {
        ProcessHandle server = server(cluster);
        assertThat(server.destroyForcibly()).isTrue();
        server.onExit().join();
    }

    HttpApiClient client() throws IOException {
        Surroundings around = new Surroundings(
                new SystemClock(),
                new Randomness(new SecureRandom()),
                (where, bug) -> {
                    throw new AssertionError(where, bug);
                },
                LoopMetrics.NONE);
        return HttpApiClient.connect(Kubeconfig.read(List.of(kubeconfig())).currentAccess(), "systemtest", around);
    }

    /** A port for a server. Below those that the kernel gives to connections: one of these may take it before the server does. */
    static int freePort() throws IOException {
        while (true) {
            int port = FIRST_PORT + RANDOM.nextInt(PORTS);
            try (ServerSocket _ = new ServerSocket(port)) {
                return port;
            } catch (BindException _) {
                // taken; there are others
            }
        }
    }

    static boolean hasKubectl() {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, "kubectl")));
    }
}
