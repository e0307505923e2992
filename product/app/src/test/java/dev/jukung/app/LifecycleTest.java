package dev.jukung.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands around a simulated cluster, whose server is a process of its own, as for a user. */
class LifecycleTest {
    private static final String NAME = "life";

    @TempDir
    Path home;

    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        port = freePort();
    }

    @AfterEach
    void removeCluster() {
        run("down", "--name", NAME);
    }

    /** How a command ended. */
    private record Ran(int code, String out, String err) {
        ObjectValue json() {
            return Json.parseObject(out);
        }
    }

    private Ran run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Map<String, String> environment = Map.of(
                "HOME",
                home.toString(),
                "JUKUNG_DATA",
                home.resolve("data").toString(),
                "KUBECONFIG",
                home.resolve("kubeconfig").toString());
        CommandContext context = new CommandContext(
                Texts.of(Locale.ENGLISH), stream(out), stream(err), environment, new SystemClock(), false);
        int code = Main.run(context, arguments);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private Ran up(String... more) {
        return run(concat(
                List.of("up", "--name", NAME, "--runtime", "sim", "--port", Integer.toString(port)), List.of(more)));
    }

    private static String[] concat(List<String> one, List<String> two) {
        return java.util.stream.Stream.concat(one.stream(), two.stream()).toArray(String[]::new);
    }

    private Ran status() {
        return run("status", "--name", NAME, "--output", "json");
    }

    private ProcessHandle server() {
        return ProcessHandle.of(status().json().object("process").integer("pid", 0))
                .orElseThrow();
    }

    private HttpApiClient client() throws IOException {
        Surroundings around = new Surroundings(
                new SystemClock(),
                new Randomness(new SecureRandom()),
                (where, bug) -> {
                    throw new AssertionError(where, bug);
                },
                LoopMetrics.NONE);
        Kubeconfig kubeconfig = Kubeconfig.read(List.of(home.resolve("kubeconfig")));
        assertThat(kubeconfig.currentContext()).contains("jukung-" + NAME);
        return HttpApiClient.connect(kubeconfig.currentAccess(), "test", around);
    }

    @Test
    void aClusterIsMadeUsedStoppedKilledStartedAndRemoved() throws Exception {
        Ran up = up("--output", "json");
        assertThat(up.code()).as(up.err()).isZero();
        assertThat(up.json().text("context", "")).isEqualTo("jukung-" + NAME);
        assertThat(up.json().list("phases").objects())
                .extracting(phase -> phase.text("phase", ""))
                .startsWith("keys", "store", "api")
                .endsWith("usable");
        assertThat(up.err()).contains("Pods are simulated");
        try (HttpApiClient client = client()) {
            client.create(Resources.CONFIGMAPS, ConfigMap.named("default", "kept"));
        }

        Ran status = status();
        assertThat(status.code()).isZero();
        assertThat(status.json().text("state", "")).isEqualTo("running");
        assertThat(status.json().list("nodes").objects())
                .extracting(node -> node.flag("ready", false))
                .containsExactly(true);

        ProcessHandle server = server();
        server.destroyForcibly();
        server.onExit().join();
        assertThat(status().code()).isEqualTo(ExitCode.FAILED.code());
        assertThat(status().json().text("state", "")).isEqualTo("killed");

        assertThat(run("start", "--name", NAME).code()).isZero();
        try (HttpApiClient client = client()) {
            assertThat(client.find(Resources.CONFIGMAPS, ObjectKey.of("default", "kept")))
                    .isPresent();
        }

        ProcessHandle second = server();
        assertThat(run("stop", "--name", NAME).code()).isZero();
        assertThat(second.onExit()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(status().json().text("state", "")).isEqualTo("stopped");
        assertThat(run("logs", "--name", NAME).out())
                .contains("cluster life is ready")
                .endsWith("stopped\n");

        assertThat(run("down", "--name", NAME).code()).isZero();
        assertThat(home.resolve("data")).isEmptyDirectory();
        assertThat(Files.readString(home.resolve("kubeconfig"))).doesNotContain(NAME);
        assertThat(run("down", "--name", NAME).out()).contains("nothing to do");
    }

    @Test
    void upAgainChangesNothingAndOtherSettingsAreRefused() {
        assertThat(up().code()).isZero();
        ProcessHandle server = server();

        Ran again = up();
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("runs already");
        assertThat(run("start", "--name", NAME).out()).contains("runs already");
        assertThat(server()).isEqualTo(server);

        Ran other = run("up", "--name", NAME, "--port", Integer.toString(port + 1));
        assertThat(other.code()).isEqualTo(ExitCode.EXISTS.code());
        assertThat(other.err()).contains("exists with --port " + port).contains("jukung down --name " + NAME);
        assertThat(run("list").out()).contains(NAME).contains("running");

        assertThat(run("down", "--name", NAME).code()).isZero();
        assertThat(server.onExit()).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aPortInUseIsRefusedBeforeAnythingIsMade() throws Exception {
        try (ServerSocket taken = new ServerSocket(port)) {
            Ran up = up();

            assertThat(taken.isBound()).isTrue();
            assertThat(up.code()).isEqualTo(ExitCode.FAILED.code());
            assertThat(up.err()).contains("port " + port + " is in use").contains("--port");
        }
        assertThat(home.resolve("data/" + NAME)).doesNotExist();
    }

    @Test
    void aServerThatCannotStartIsShownWithItsReason() throws Exception {
        assertThat(up().code()).isZero();
        assertThat(run("stop", "--name", NAME).code()).isZero();
        Files.writeString(home.resolve("data/" + NAME + "/pki/ca.crt"), "no certificate");

        Ran start = run("start", "--name", NAME);

        assertThat(start.code()).isEqualTo(ExitCode.FAILED.code());
        assertThat(start.err()).contains("error: ").contains("pki");
        assertThat(status().json().text("state", "")).isEqualTo("stopped");
    }

    @Test
    void aFolderThatIsNoClusterIsNotRemoved() throws Exception {
        Path precious = Files.createDirectories(home.resolve("data/" + NAME)).resolve("file");
        Files.writeString(precious, "mine");

        Ran down = run("down", "--name", NAME);

        assertThat(down.code()).isEqualTo(ExitCode.FAILED.code());
        assertThat(precious).hasContent("mine");
        Files.delete(precious);
    }

    @Test
    void aClusterThatIsNotThereIsNotFound() {
        for (String command : List.of("start", "stop", "status", "logs")) {
            Ran ran = run(command, "--name", NAME);

            assertThat(ran.code()).as(command).isEqualTo(ExitCode.NOT_FOUND.code());
            assertThat(ran.err()).contains("jukung up --name " + NAME);
        }
        assertThat(run("list").err()).contains("There are no clusters");
    }

    @Test
    void badUseIsRefused() {
        assertThat(run("up", "--name", "Not/A/Name").code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run("up", "--runtime", "vm").code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run("up", "--port", "70000").code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run("up", "--timeout", "soon").code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run("up", "--runtime", "containerd", "--name", NAME).code())
                .isEqualTo(ExitCode.HOST_UNSUPPORTED.code()); // no root
    }

    @Test
    void theDoctorSaysWhatIsAndWhatHelps() {
        Ran doctor = run("doctor");

        assertThat(doctor.code()).isZero();
        assertThat(doctor.out())
                .contains("java: ")
                .contains("Pods are simulated")
                .contains("A cluster can run here");
    }
}
