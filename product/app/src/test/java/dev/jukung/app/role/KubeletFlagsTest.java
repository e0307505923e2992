package dev.jukung.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.cluster.KubeletSettings;
import dev.jukung.kubelet.server.LogLimits;
import dev.jukung.kubelet.server.ServerAccess;
import dev.jukung.kubelet.staticpods.StaticPods;
import dev.jukung.model.Quantity;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the flags and the configuration file of a kubelet become. */
class KubeletFlagsTest {
    /** What kubeadm writes, in small. */
    private static final String KUBEADM = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            authentication:
              anonymous: {enabled: false}
              webhook: {cacheTTL: 0s, enabled: true}
              x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}
            authorization: {mode: Webhook, webhook: {cacheAuthorizedTTL: 0s, cacheUnauthorizedTTL: 0s}}
            cgroupDriver: cgroupfs
            clusterDNS: [10.96.0.10]
            clusterDomain: cluster.local
            containerRuntimeEndpoint: ""
            crashLoopBackOff: {}
            cpuManagerReconcilePeriod: 0s
            evictionPressureTransitionPeriod: 0s
            healthzBindAddress: 127.0.0.1
            healthzPort: 10248
            imageMaximumGCAge: 0s
            logging: {flushFrequency: 0, options: {json: {infoBufferSize: "0"}}, verbosity: 0}
            memorySwap: {}
            nodeStatusReportFrequency: 0s
            nodeStatusUpdateFrequency: 0s
            rotateCertificates: true
            runtimeRequestTimeout: 0s
            staticPodPath: /etc/kubernetes/manifests
            shutdownGracePeriod: 0s
            streamingConnectionIdleTimeout: 0s
            volumeStatsAggPeriod: 0s
            """;

    @TempDir
    private Path folder;

    private static KubeletSettings read(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("--kubeconfig=/etc/kubernetes/kubelet.conf", "--node-ip=192.0.2.9"));
        arguments.addAll(List.of(more));
        return KubeletFlags.read(KubeletFlags.withFile(KubeletFlags.FLAGS.parse(arguments)));
    }

    private String file(String text) throws Exception {
        return "--config=" + Files.writeString(folder.resolve("config.yaml"), text);
    }

    /** The start command of the documents (KUBELET-13 to KUBELET-20), without what v1.36 has no more. */
    @Test
    void theCommandOfTheDocumentsIsUnderstood() throws Exception {
        KubeletSettings settings = read(
                "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf",
                file(KUBEADM),
                "--authentication-token-webhook=true",
                "--authorization-mode=Webhook",
                "--container-runtime-endpoint=unix:///run/containerd/containerd.sock",
                "--max-pods=250",
                "--rotate-server-certificates=true",
                "--seccomp-default=true",
                "--runtime-cgroups=/system.slice/containerd.service",
                "--hostname-override=Foo-Node",
                "--node-labels=a=b,node.kubernetes.io/pool=blue",
                "--register-with-taints=dedicated=db:NoSchedule,fresh:NoExecute",
                "--cert-dir=/pki");
        assertThat(settings.access())
                .isEqualTo(new KubeletSettings.Access(
                        Path.of("/etc/kubernetes/kubelet.conf"),
                        Optional.of(Path.of("/etc/kubernetes/bootstrap-kubelet.conf")),
                        Path.of("/pki"),
                        true));
        assertThat(settings.runtime())
                .isEqualTo(new KubeletSettings.Runtime.Socket(Path.of("/run/containerd/containerd.sock")));
        assertThat(settings.node().nodeName()).isEqualTo("foo-node");
        assertThat(settings.node().maxPods()).isEqualTo(250);
        assertThat(settings.node().nodeAddresses()).containsExactly("192.0.2.9");
        assertThat(settings.node().seccompDefault()).isTrue();
        assertThat(settings.node().staticPods())
                .contains(new StaticPods.Source(Path.of("/etc/kubernetes/manifests"), Duration.ofSeconds(20)));
        assertThat(settings.node().clusterDns()).containsExactly("10.96.0.10");
        assertThat(settings.node().nodeLabels()).isEqualTo(Map.of("a", "b", "node.kubernetes.io/pool", "blue"));
        assertThat(settings.node().registerWithTaints())
                .extracting(taint -> taint.key() + "=" + taint.value().orElse("") + ":" + taint.effect())
                .containsExactly("dedicated=db:NoSchedule", "fresh=:NoExecute");
        assertThat(settings.node().access())
                .isEqualTo(new ServerAccess(
                        false, true, Duration.ofMinutes(2), true, Duration.ofMinutes(5), Duration.ofSeconds(30)));
        KubeletSettings.Server server = settings.serving().orElseThrow();
        assertThat(server.clientAuthorities()).contains(Path.of("/etc/kubernetes/pki/ca.crt"));
        assertThat(server.requested()).isTrue();
        assertThat(server.serving().folder()).isEmpty();
        assertThat(settings.healthz()).contains(new InetSocketAddress("127.0.0.1", 10248));
    }

    @Test
    void aFileSaysWhatFlagsSayAndTheCommandLineCountsBeforeIt() throws Exception {
        KubeletSettings settings = read(file("""
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                address: 127.0.0.1
                port: 10350
                healthzPort: 0
                maxPods: 20
                podsPerCore: 0
                podLogsDir: /logs
                containerLogMaxSize: 1Mi
                containerLogMaxFiles: 3
                systemReserved: {cpu: 50m, memory: 300Mi}
                kubeReserved: {cpu: 20m, memory: 212Mi}
                registerNode: false
                registerWithTaints: [{key: a, value: b, effect: NoSchedule}]
                nodeStatusUpdateFrequency: 5s
                authentication: {anonymous: {enabled: true}}
                authorization: {mode: AlwaysAllow}
                tlsCertFile: /tls.crt
                tlsPrivateKeyFile: /tls.key
                serverTLSBootstrap: true
                featureGates: {RotateKubeletServerCertificate: true}
                """), "--max-pods=30", "--port=10351");
        assertThat(settings.node().maxPods()).isEqualTo(30);
        assertThat(settings.node().port()).isEqualTo(10351);
        assertThat(settings.node().bindAddress()).isEqualTo("127.0.0.1");
        assertThat(settings.healthz()).isEmpty();
        assertThat(settings.node().podLogsDirectory()).isEqualTo(Path.of("/logs"));
        assertThat(settings.node().logLimits()).isEqualTo(new LogLimits(1 << 20, 3));
        assertThat(settings.node().reserved())
                .isEqualTo(Map.of("cpu", Quantity.parse("70m"), "memory", Quantity.ofBytes(512L << 20)));
        assertThat(settings.node().registerNode()).isFalse();
        assertThat(settings.node().registerWithTaints()).hasSize(1);
        assertThat(settings.node().reports().report()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.node().access().anonymous()).isTrue();
        assertThat(settings.node().access().asked()).isFalse();
        assertThat(settings.serving().orElseThrow().requested())
                .as("the certificate of a file is not asked for")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--container-runtime=remote | unknown flag: --container-runtime (removed in v1.27: containers are always run"
                        + " over CRI, see --container-runtime-endpoint)",
                "--network-plugin=cni | removed in v1.24: the container runtime configures the network",
                "--cgroup-driver=systemd | --cgroup-driver=systemd is not supported by jukung (docs/gaps.md): only its default,"
                        + " cgroupfs, is accepted",
                "--manifest-url=http://127.0.0.1/pods | is not supported by jukung (docs/gaps.md): only no value",
                "--node-ip=here | bad --node-ip \"here\"",
                "--node-labels=kubernetes.io/role=db | unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels:"
                        + " [kubernetes.io/role]",
                "--register-with-taints=a=b:Never | invalid taint spec: a=b:Never",
                "--system-reserved=disk=1Gi | cannot reserve \"disk\" resource",
                "--kube-reserved=cpu=lots | failed to parse quantity \"lots\" for \"cpu\" resource",
                "--authorization-mode=RBAC | unknown authorization mode \"RBAC\"",
                "--container-runtime-endpoint=tcp://127.0.0.1:1 | only unix sockets are supported",
                "--container-log-max-files=1 | containerLogMaxFiles (--container-log-max-files) 1 must be greater than 1",
                "--port=0 | --port 0 must be between 1 and 65535, inclusive",
                "--max-pods=-1 | maxPods (--max-pods) -1 must not be a negative number",
                "--tls-min-version=VersionTLS09 | unknown tls version \"VersionTLS09\"",
            })
    void whatCannotBeIsRefused(String flag, String why) {
        assertThatThrownBy(() -> read(flag)).isInstanceOf(FlagException.class).hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: KubeletConfiguration | no kind \"KubeletConfiguration\" is registered for version \"\"",
                "maxpods: 3 | strict decoding error: unknown field \"maxpods\"",
                "authentication: {x509: {caFile: x}} | unknown field \"authentication.x509.caFile\"",
                "maxPods: many | invalid argument \"many\" for \"--max-pods\" flag",
                "maxPods: [3] | cannot unmarshal [3] into field maxPods",
                "clusterDNS: 10.0.0.1 | cannot unmarshal \"10.0.0.1\" into field clusterDNS",
                "seccompDefault: 'yes' | invalid argument \"yes\"",
                "evictionSoft: {memory.available: 1Gi} | --eviction-soft=memory.available=1Gi is not supported by jukung",
                "cgroupDriver: systemd | --cgroup-driver=systemd is not supported by jukung",
                "tracing: {samplingRatePerMillion: 5} | tracing={\"samplingRatePerMillion\":5} is not supported by jukung",
            })
    void whatAFileCannotSayIsRefused(String line, String why) throws Exception {
        String head = line.startsWith("kind")
                ? ""
                : "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";
        String flag = file(head + line + "\n");
        assertThatThrownBy(() -> read(flag)).isInstanceOf(FlagException.class).hasMessageContaining(why);
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        assertThatThrownBy(() -> read("--config=/nonexistent/config.yaml"))
                .hasMessageContaining(
                        "failed to load kubelet config file, path: /nonexistent/config.yaml, error: open /nonexistent/config.yaml");
    }

    @Test
    void withoutAKubeconfigThereIsNothingToDo() {
        assertThatThrownBy(() -> KubeletFlags.read(KubeletFlags.FLAGS.parse(List.of("--node-ip=192.0.2.9"))))
                .hasMessageContaining("--kubeconfig is needed");
    }

    @Test
    void aSimulatedRuntimeTakesItsAddressesFromTheFlag() {
        assertThat(read("--container-runtime-endpoint=simulated", "--pod-cidr=10.250.0.0/24")
                        .runtime())
                .isEqualTo(new KubeletSettings.Runtime.Simulated("10.250.0.0/24"));
    }
}
