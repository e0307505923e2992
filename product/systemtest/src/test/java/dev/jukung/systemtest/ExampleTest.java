package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jukung.cluster.HostAddress;
import dev.jukung.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of this repository in real containers, with the image that {@code jukung image build} makes and with a real
 * PostgreSQL and a real Redis outside of the cluster. The tests are the chapters of one cluster's life, in order.
 */
@EnabledIf(value = "dev.jukung.kubelet.cri.ContainerdForTests#possible", disabledReason = "needs root and containerd")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class ExampleTest {
    private static final Path EXAMPLE =
            Path.of("../../examples/idp-server").toAbsolutePath().normalize();
    private static final String NAME = "st-example";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String CLIENT = "client_id=demo&client_secret=demo-secret";

    @TempDir
    static Path home;

    @TempDir
    static Path data;

    private JukungProcess jukung = JukungProcess.in(Path.of(""));
    private Optional<Databases> databases = Optional.empty();
    private String address = "";

    @BeforeAll
    void up() throws Exception {
        Optional<Path> programs = Databases.installed();
        assumeTrue(
                programs.isPresent(), "needs a PostgreSQL and Redis (Debian: apt-get install postgresql redis-server)");
        address = HostAddress.firstReachable().orElseThrow();
        databases = Optional.of(Databases.start(data, programs.get(), address));
        jukung = JukungProcess.in(home);
        jukung.run("up", "--name", NAME, "--no-install", "--port", Integer.toString(JukungProcess.freePort()))
                .succeeded();
        Path archive = home.resolve("image.tar");
        jukung.run("image", "build", EXAMPLE.toString(), "--archive", archive.toString())
                .succeeded();
        jukung.run("image", "load", "--name", NAME, archive.toString()).succeeded();
    }

    /** Also after a failure in the middle. */
    @AfterAll
    void down() throws Exception {
        jukung.run("down", "--name", NAME);
        if (databases.isPresent()) {
            databases.get().close();
        }
    }

    private String jukung(String... arguments) throws Exception {
        return jukung.run(arguments).succeeded().text();
    }

    private static String get(String url) throws IOException {
        return answer(connection(url));
    }

    private static String post(String url, String form) throws IOException {
        URLConnection connection = connection(url);
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
        connection.getOutputStream().write(form.getBytes(StandardCharsets.UTF_8));
        return answer(connection);
    }

    /** Each request has a connection of its own: the Service chooses a Pod per connection. */
    private static URLConnection connection(String url) throws IOException {
        URLConnection connection = URI.create(url).toURL().openConnection();
        connection.setRequestProperty("Connection", "close");
        connection.setConnectTimeout(5000);
        connection.setReadTimeout(5000);
        return connection;
    }

    private static String answer(URLConnection connection) throws IOException {
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private String field(String resource, String path, String namespace) throws Exception {
        return jukung("get", resource, "-n", namespace, "-o", "jsonpath=" + path);
    }

    private String service(String namespace) throws Exception {
        return "http://" + field("service/idp-server", "{.spec.clusterIP}", namespace);
    }

    /** Asks the Service until all its Pods have answered. */
    private static Set<String> podsBehind(String url, int count) {
        Set<String> pods = new HashSet<>();
        await().atMost(PATIENCE).until(() -> {
            pods.add(Json.parseObject(get(url)).text("pod", ""));
            return pods.size() == count;
        });
        return pods;
    }

    /** The example with the addresses and ports of the databases in the place where a user puts them. */
    private Path withExternalServices(Databases running) throws IOException {
        Path copy = home.resolve("example");
        try (Stream<Path> files = Files.walk(EXAMPLE)) {
            files.filter(file -> file.toString().endsWith(".yaml")).forEach(file -> copy(file, copy));
        }
        Path services = copy.resolve("external/services.yaml");
        Files.writeString(
                services,
                Files.readString(services)
                        .replaceAll("192\\.0\\.2\\.1[01]\\b", address)
                        .replaceAll(
                                "(kubernetes.io/service-name: postgres[^-]+- name: postgres\\s+port:) 5432",
                                "$1 " + running.postgresPort())
                        .replaceAll(
                                "(kubernetes.io/service-name: redis[^-]+- name: redis\\s+port:) 6379",
                                "$1 " + running.redisPort()));
        return copy.resolve("external");
    }

    private static void copy(Path file, Path copy) {
        Path target = copy.resolve(EXAMPLE.relativize(file));
        try {
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Order(1)
    void clientsLiveInPostgresAndRevocationsInRedisForAllPods() throws Exception {
        Databases running = databases.orElseThrow();
        Path external = withExternalServices(running);
        jukung("apply", "-k", external.toString());
        jukung("rollout", "status", "deployment/idp-server", "-n", "idp", "--timeout", "90s");
        String url = service("idp");

        assertThat(podsBehind(url + "/", 3)).hasSize(3);
        assertThat(running.psql("SELECT id, scopes FROM clients")).isEqualTo("demo|read write");

        String answer = post(url + "/token", "grant_type=client_credentials&" + CLIENT);
        String token = Json.parseObject(answer).text("access_token", "");
        assertThat(post(url + "/introspect", CLIENT + "&token=" + token)).contains("\"active\":true");
        post(url + "/revoke", CLIENT + "&token=" + token);

        assertThat(running.redis("DBSIZE")).isEqualTo("1");
        for (int request = 0; request < 10; request++) {
            assertThat(post(url + "/introspect", CLIENT + "&token=" + token)).isEqualTo("{\"active\":false}");
        }
        assertThat(jukung("apply", "-k", external.toString()).lines()).allMatch(line -> line.endsWith(" unchanged"));
        jukung("delete", "-k", external.toString());
    }

    @Test
    @Order(2)
    void eachOverlayIsSetUpByOneCommandThatChangesNothingTheSecondTime() throws Exception {
        String[][] overlays = {
            {"development", "idp", "3"}, {"staging", "idp-staging", "2"}, {"production", "idp-production", "3"}
        };
        for (String[] overlay : overlays) {
            String folder = EXAMPLE.resolve("k8s/overlays/" + overlay[0]).toString();
            String namespace = overlay[1];

            jukung("apply", "-k", folder);
            jukung("rollout", "status", "deployment/idp-server", "-n", namespace, "--timeout", "90s");
            String url = service(namespace);
            Set<String> pods = podsBehind(url + "/", Integer.parseInt(overlay[2]));

            assertThat(Json.parseObject(get(url + "/")).text("environment", "")).isEqualTo(overlay[0]);
            assertThat(jukung("apply", "-k", folder).lines())
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith(" unchanged"));
            assertThat(podsBehind(url + "/", pods.size())).isEqualTo(pods);
            jukung("delete", "-k", folder);
        }
    }

    @Test
    @Order(3)
    void thePodOfTheExampleRunsByItselfWithItsRequestsAndLimits() throws Exception {
        jukung("apply", "-f", EXAMPLE.resolve("pod.yaml").toString());
        jukung("wait", "pod/idp-server", "--for=condition=Ready", "--timeout", "60s");

        assertThat(field("pod/idp-server", "{.status.qosClass}", "default")).isEqualTo("Burstable");
        String url = "http://" + field("pod/idp-server", "{.status.podIP}", "default") + ":8080/healthz";
        await().atMost(PATIENCE).ignoreExceptions().until(() -> get(url).equals("ok"));
    }
}
