package dev.jukung.systemtest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.cluster.HostAddress;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Components as processes of their own, from the files of {@code jukung certs}; closing it kills them. */
final class ComponentProcesses implements AutoCloseable {
    static final String MODES = "--authorization-mode=Node,RBAC";
    /** Where Services get their addresses from. */
    static final String SERVICES = "10.96.0.0/16";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path home;
    private final Path files;
    private final int port;
    private final Map<String, Process> processes = new HashMap<>();

    ComponentProcesses(Path home) throws IOException, InterruptedException {
        this(home, HostAddress.hostName());
    }

    /** @param node whose kubelet gets a kubeconfig */
    ComponentProcesses(Path home, String node) throws IOException, InterruptedException {
        this.home = home;
        port = JukungProcess.freePort();
        files = home.resolve("kubernetes");
        JukungProcess.in(home)
                .run(
                        "certs",
                        "--dir=" + files,
                        "--server=https://127.0.0.1:" + port,
                        "--node-name=" + node,
                        "--service-cluster-ip-range=" + SERVICES)
                .succeeded();
    }

    /** Where the certificates and kubeconfigs are. */
    Path files() {
        return files;
    }

    /** Of the API server that the kubeconfigs name. */
    int port() {
        return port;
    }

    /** The command as a process of its own; what it prints is its {@link #log}. */
    void start(String name, String... command) throws IOException {
        startProgram(name, java(List.of(command)));
    }

    /** The whole command line of a {@code jukung} command. */
    static List<String> java(List<String> command) {
        List<String> whole = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        whole.addAll(List.of("-Xmx384m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        whole.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.jukung.app.Main"));
        whole.addAll(command);
        return whole;
    }

    void startProgram(String name, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(name + ".log").toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        processes.put(name, builder.start());
    }

    Process process(String name) {
        return requireNonNull(processes.get(name), name);
    }

    String log(String name) throws IOException {
        return Files.readString(home.resolve(name + ".log"));
    }

    /** @param more the flags that say who decides and where objects are kept */
    void startApiServer(String name, int securePort, String... more) throws IOException {
        startProgram(name, java(apiServerCommand(securePort, more)));
    }

    List<String> apiServerCommand(int securePort, String... more) {
        Path pki = files.resolve("pki");
        List<String> command = new ArrayList<>(List.of(
                "apiserver",
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + securePort,
                "--allow-privileged=true",
                "--enable-admission-plugins=NodeRestriction",
                "--enable-bootstrap-token-auth=true",
                "--client-ca-file=" + pki.resolve("ca.crt"),
                "--tls-cert-file=" + pki.resolve("apiserver.crt"),
                "--tls-private-key-file=" + pki.resolve("apiserver.key"),
                "--kubelet-client-certificate=" + pki.resolve("apiserver-kubelet-client.crt"),
                "--kubelet-client-key=" + pki.resolve("apiserver-kubelet-client.key"),
                "--proxy-client-cert-file=" + pki.resolve("front-proxy-client.crt"),
                "--proxy-client-key-file=" + pki.resolve("front-proxy-client.key"),
                "--requestheader-client-ca-file=" + pki.resolve("front-proxy-ca.crt"),
                "--requestheader-allowed-names=front-proxy-client",
                "--requestheader-username-headers=X-Remote-User",
                "--requestheader-group-headers=X-Remote-Group",
                "--requestheader-extra-headers-prefix=X-Remote-Extra-",
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--service-account-key-file=" + pki.resolve("sa.pub"),
                "--service-account-signing-key-file=" + pki.resolve("sa.key"),
                "--service-cluster-ip-range=" + SERVICES,
                "--profiling=false"));
        command.addAll(List.of(more));
        return command;
    }

    void startControllerManager(String name) throws IOException {
        startProgram(name, java(controllerManagerCommand()));
    }

    List<String> controllerManagerCommand() throws IOException {
        String kubeconfig = files.resolve("controller-manager.conf").toString();
        return List.of(
                "controller-manager",
                "--kubeconfig=" + kubeconfig,
                "--authentication-kubeconfig=" + kubeconfig,
                "--authorization-kubeconfig=" + kubeconfig,
                "--bind-address=127.0.0.1",
                "--secure-port=" + JukungProcess.freePort(),
                // So that the test does not wait long for the next leader.
                "--leader-elect-lease-duration=6s",
                "--leader-elect-renew-deadline=5s",
                "--leader-elect-retry-period=1s",
                "--use-service-account-credentials=true",
                "--root-ca-file=" + files.resolve("pki/ca.crt"),
                "--service-account-private-key-file=" + files.resolve("pki/sa.key"),
                "--cluster-cidr=10.244.0.0/16",
                "--cluster-signing-cert-file=" + files.resolve("pki/ca.crt"),
                "--cluster-signing-key-file=" + files.resolve("pki/ca.key"),
                "--controllers=*,bootstrapsigner,tokencleaner");
    }

    void startScheduler() throws IOException {
        startProgram("scheduler", java(schedulerCommand()));
    }

    List<String> schedulerCommand() throws IOException {
        return List.of(
                "scheduler",
                "--kubeconfig=" + files.resolve("scheduler.conf"),
                "--bind-address=127.0.0.1",
                "--secure-port=" + JukungProcess.freePort());
    }

    /** With the keys of {@code jukung certs}; clients have to show one of its authority. */
    String startEtcd() throws IOException {
        String url = "https://127.0.0.1:" + JukungProcess.freePort();
        startProgram("etcd", etcdCommand(url, "etcd"));
        return url;
    }

    List<String> etcdCommand(String url, String program) throws IOException {
        Path pki = files.resolve("pki/etcd");
        String peer = "https://127.0.0.1:" + JukungProcess.freePort();
        return List.of(
                program,
                "--data-dir=" + home.resolve("etcd"),
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--cert-file=" + pki.resolve("server.crt"),
                "--key-file=" + pki.resolve("server.key"),
                "--client-cert-auth",
                "--trusted-ca-file=" + pki.resolve("ca.crt"),
                "--peer-cert-file=" + pki.resolve("peer.crt"),
                "--peer-key-file=" + pki.resolve("peer.key"),
                "--peer-client-cert-auth",
                "--peer-trusted-ca-file=" + pki.resolve("ca.crt"),
                "--log-level=error");
    }

    static Deployment deployment(String name, int replicas, String image) {
        return new Deployment(Json.parseObject("""
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "default", "name": "%1$s"},
                 "spec": {"replicas": %2$d, "selector": {"matchLabels": {"app": "%1$s"}},
                  "template": {"metadata": {"labels": {"app": "%1$s"}}, "spec": {"terminationGracePeriodSeconds": 1,
                   "containers": [{"name": "c", "image": "%3$s"}]}}}}
                """.formatted(name, replicas, image)));
    }

    HttpApiClient administrator(int securePort) throws IOException {
        return client(securePort, "admin.conf");
    }

    HttpApiClient client(int securePort, String kubeconfig) throws IOException {
        ClusterAccess access =
                Kubeconfig.read(List.of(files.resolve(kubeconfig))).currentAccess();
        return connect(new ClusterAccess(
                URI.create("https://127.0.0.1:" + securePort), access.tls(), access.bearerToken(), access.namespace()));
    }

    static HttpApiClient connect(ClusterAccess access) {
        Surroundings around = new Surroundings(
                new SystemClock(),
                new Randomness(new SecureRandom()),
                (where, bug) -> {
                    throw new AssertionError(where, bug);
                },
                LoopMetrics.NONE);
        return HttpApiClient.connect(access, "systemtest", around);
    }

    void awaitApi(HttpApiClient admin, String... servers) {
        Awaitility.await().atMost(PATIENCE).ignoreException(ApiException.class).untilAsserted(() -> {
            for (String name : servers) {
                assertThat(process(name).isAlive()).as(log(name)).isTrue();
            }
            assertThat(admin.find(Resources.NAMESPACES, ObjectKey.of("kube-system")))
                    .isPresent();
        });
    }

    /** {@code kill -9}. */
    void kill(String name) {
        Process process = process(name);
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Asks it to end, and waits. */
    void stop(String name) {
        Process process = process(name);
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        processes.values().forEach(Process::destroyForcibly);
        processes.values().forEach(process -> process.onExit().join());
    }
}
