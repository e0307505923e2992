package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A cluster on a machine of its own, in the usual folders and at the usual ports, whose components are started by the command lines that
 * operators know. The group of the process tells who may be let through to etcd.
 */
final class DocumentedCluster implements AutoCloseable {
    static final String ADDRESS = "192.0.2.7";
    static final String NODE = "foo-node";
    static final String PKI = "/etc/kubernetes/pki/";
    static final String SERVER = "https://kubernetes.docker.internal:6443";
    /** Of etcd and of the API server. */
    static final int STORE_GROUP = 4001;

    private static final String JOINING = "/etc/kubernetes/bootstrap-kubelet.conf";
    private static final String TOKEN = "abcdef.0123456789abcdef";

    private final OwnMachine machine;

    DocumentedCluster(Path home) throws IOException, InterruptedException {
        machine = new OwnMachine(home, NODE, ADDRESS, workerAddress(1), workerAddress(2));
        Files.createDirectory(home.resolve(".kube"));
        machine.sh("echo '" + ADDRESS + " kubernetes.docker.internal' >> /etc/hosts");
        List<String> certs = OwnMachine.jukung(
                "certs",
                "--dir=/etc/kubernetes",
                "--server=" + SERVER,
                "--host=" + ADDRESS,
                "--node-name=" + NODE,
                "--service-cluster-ip-range=10.96.0.0/16");
        machine.run(certs.toArray(String[]::new)).succeeded();
        // A node that joins has neither.
        machine.sh("rm /etc/kubernetes/kubelet.conf; cp /etc/kubernetes/admin.conf " + home + "/.kube/config");
    }

    static boolean possible() {
        return OwnMachine.possible("etcd", "etcdctl", "kubectl", "curl", "openssl", "ss", "nft", "setpriv");
    }

    OwnMachine machine() {
        return machine;
    }

    private void startInGroup(String name, List<String> command) throws IOException {
        List<String> whole = new ArrayList<>(List.of("setpriv", "--regid=" + STORE_GROUP, "--clear-groups"));
        whole.addAll(command);
        machine.start(name, whole);
    }

    void startEtcd() throws IOException {
        startInGroup(
                "etcd",
                List.of(
                        "etcd",
                        "--advertise-client-urls=https://" + ADDRESS + ":2379",
                        "--cert-file=" + PKI + "etcd/server.crt",
                        "--client-cert-auth=true",
                        "--data-dir=/var/lib/etcd",
                        "--initial-advertise-peer-urls=https://" + ADDRESS + ":2380",
                        "--initial-cluster=" + NODE + "=https://" + ADDRESS + ":2380",
                        "--key-file=" + PKI + "etcd/server.key",
                        "--listen-client-urls=https://127.0.0.1:2379,https://" + ADDRESS + ":2379",
                        "--listen-metrics-urls=http://127.0.0.1:2381",
                        "--listen-peer-urls=https://" + ADDRESS + ":2380",
                        "--name=" + NODE,
                        "--peer-cert-file=" + PKI + "etcd/peer.crt",
                        "--peer-client-cert-auth=true",
                        "--peer-key-file=" + PKI + "etcd/peer.key",
                        "--peer-trusted-ca-file=" + PKI + "etcd/ca.crt",
                        "--snapshot-count=10000",
                        "--trusted-ca-file=" + PKI + "etcd/ca.crt"));
    }

    void startApiServer() throws IOException {
        Path policy = Files.writeString(machine.home().resolve("audit-policy.yaml"), """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived]
                rules:
                - {level: Metadata, verbs: [create], resources: [{group: "", resources: ["pods/binding"]}]}
                - {level: None}
                """);
        startInGroup(
                "apiserver",
                OwnMachine.jukung(
                        "apiserver",
                        "--advertise-address=" + ADDRESS,
                        "--allow-privileged=true",
                        "--audit-policy-file=" + policy,
                        "--audit-log-path=" + machine.home().resolve("audit.log"),
                        "--authorization-mode=Node,RBAC",
                        "--client-ca-file=" + PKI + "ca.crt",
                        "--enable-admission-plugins=NodeRestriction,PodTolerationRestriction",
                        "--enable-bootstrap-token-auth=true",
                        "--encryption-provider-config=" + PKI + "encryption_config.yaml",
                        "--etcd-cafile=" + PKI + "etcd/ca.crt",
                        "--etcd-certfile=" + PKI + "apiserver-etcd-client.crt",
                        "--etcd-keyfile=" + PKI + "apiserver-etcd-client.key",
                        "--etcd-servers=https://127.0.0.1:2379",
                        "--kubelet-client-certificate=" + PKI + "apiserver-kubelet-client.crt",
                        "--kubelet-client-key=" + PKI + "apiserver-kubelet-client.key",
                        "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
                        "--profiling=false",
                        "--proxy-client-cert-file=" + PKI + "front-proxy-client.crt",
                        "--proxy-client-key-file=" + PKI + "front-proxy-client.key",
                        "--requestheader-allowed-names=front-proxy-client",
                        "--requestheader-client-ca-file=" + PKI + "front-proxy-ca.crt",
                        "--requestheader-extra-headers-prefix=X-Extra-",
                        "--requestheader-group-headers=X-Group",
                        "--requestheader-username-headers=X-User",
                        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                        "--service-account-key-file=" + PKI + "sa.pub",
                        "--service-account-signing-key-file=" + PKI + "sa.key",
                        "--service-cluster-ip-range=10.96.0.0/16",
                        "--tls-cert-file=" + PKI + "apiserver.crt",
                        "--tls-private-key-file=" + PKI + "apiserver.key",
                        "--tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"));
    }

    void startControllerManager() throws IOException {
        String kubeconfig = "/etc/kubernetes/controller-manager.conf";
        machine.start(
                "controller-manager",
                OwnMachine.jukung(
                        "controller-manager",
                        "--authentication-kubeconfig=" + kubeconfig,
                        "--authorization-kubeconfig=" + kubeconfig,
                        "--bind-address=127.0.0.1",
                        "--client-ca-file=" + PKI + "ca.crt",
                        "--cluster-name=foo-cluster",
                        "--cluster-signing-cert-file=" + PKI + "ca.crt",
                        "--cluster-signing-key-file=" + PKI + "ca.key",
                        "--controllers=*,bootstrapsigner,tokencleaner",
                        "--kubeconfig=" + kubeconfig,
                        "--leader-elect=true",
                        "--profiling=false",
                        "--requestheader-client-ca-file=" + PKI + "front-proxy-ca.crt",
                        "--root-ca-file=" + PKI + "ca.crt",
                        "--service-account-private-key-file=" + PKI + "sa.key",
                        "--service-cluster-ip-range=10.96.0.0/16",
                        "--use-service-account-credentials=true"));
    }

    void startScheduler() throws IOException {
        String kubeconfig = "/etc/kubernetes/scheduler.conf";
        machine.start(
                "scheduler",
                OwnMachine.jukung(
                        "scheduler",
                        "--authentication-kubeconfig=" + kubeconfig,
                        "--authorization-kubeconfig=" + kubeconfig,
                        "--bind-address=127.0.0.1",
                        "--kubeconfig=" + kubeconfig,
                        "--leader-elect=true",
                        "--profiling=false"));
    }

    /** What kubeadm does for nodes that join: a token, and who gets a certificate without being asked about. */
    void prepareJoining() throws IOException, InterruptedException {
        kubectl("create secret generic bootstrap-token-abcdef -n kube-system --type=bootstrap.kubernetes.io/token"
                + " --from-literal=token-id=abcdef --from-literal=token-secret=0123456789abcdef"
                + " --from-literal=usage-bootstrap-authentication=true");
        String requests = "system:certificates.k8s.io:certificatesigningrequests:";
        kubectl("create clusterrolebinding join --clusterrole=system:node-bootstrapper --group=system:bootstrappers");
        kubectl("create clusterrolebinding approve --clusterrole=" + requests
                + "nodeclient --group=system:bootstrappers");
        String joining = " --kubeconfig=" + JOINING + " ";
        kubectl("config set-cluster c --embed-certs --server=" + SERVER + " --certificate-authority=" + PKI + "ca.crt"
                + joining);
        kubectl("config set-credentials u --token=" + TOKEN + joining);
        kubectl("config set-context x --cluster=c --user=u" + joining);
        kubectl("config use-context x" + joining);
        machine.sh("""
                cat > /var/lib/kubelet/config.yaml <<EOF
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                authentication: {x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}}
                EOF
                cat > /var/lib/kube-proxy/config.conf <<EOF
                apiVersion: kubeproxy.config.k8s.io/v1alpha1
                kind: KubeProxyConfiguration
                clientConnection: {kubeconfig: /etc/kubernetes/kube-proxy.conf}
                clusterCIDR: 10.244.0.0/16
                EOF
                """);
    }

    /** The kubelet of the machine itself. */
    void startKubelet(String... more) throws IOException {
        startKubelet(
                "kubelet",
                List.of(
                        "--kubeconfig=/etc/kubernetes/kubelet.conf",
                        "--pod-cidr=10.244.0.0/24",
                        "--node-ip=" + ADDRESS),
                List.of(more));
    }

    private static String workerAddress(int number) {
        return "192.0.2.2" + number;
    }

    /** Another node, which has nothing in common with the others but the machine. */
    void startWorker(int number) throws IOException {
        String folder = "/var/lib/kubelet/worker-" + number;
        startKubelet(
                "worker-" + number,
                List.of(
                        "--kubeconfig=" + folder + "/kubelet.conf",
                        "--root-dir=" + folder,
                        "--cert-dir=" + folder + "/pki",
                        "--healthz-port=0",
                        "--hostname-override=worker-" + number,
                        "--address=" + workerAddress(number),
                        "--node-ip=" + workerAddress(number)),
                List.of("--pod-cidr=10.244." + number + ".0/24"));
    }

    private void startKubelet(String name, List<String> own, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(OwnMachine.jukung(
                "kubelet",
                "--bootstrap-kubeconfig=" + JOINING,
                "--config=/var/lib/kubelet/config.yaml",
                "--container-runtime-endpoint=simulated"));
        command.addAll(own);
        command.addAll(more);
        machine.start(name, command);
    }

    void startProxy() throws IOException {
        machine.start(
                "proxy",
                OwnMachine.jukung("proxy", "--config=/var/lib/kube-proxy/config.conf", "--hostname-override=" + NODE));
    }

    /** As the administrator, from {@code ~/.kube/config}. */
    String kubectl(String arguments) throws IOException, InterruptedException {
        return machine.sh("kubectl " + arguments);
    }

    JukungProcess.Ran tryKubectl(String arguments) throws IOException, InterruptedException {
        return machine.run("sh", "-ec", "kubectl " + arguments);
    }

    /** As the API server, by one of the addresses. */
    String etcdctl(String arguments) throws IOException, InterruptedException {
        return machine.sh(etcdctlAs("127.0.0.1:2379", PKI + "apiserver-etcd-client", PKI + "etcd/ca.crt") + arguments);
    }

    static String etcdctlAs(String address, String identity, String authority) {
        return "etcdctl --command-timeout=5s --dial-timeout=3s --endpoints=https://" + address + " --cacert="
                + authority + " --cert=" + identity + ".crt --key=" + identity + ".key ";
    }

    /** What etcd has for an object, as a program would read it. */
    ObjectValue stored(String key) throws IOException, InterruptedException {
        return Json.parseObject(etcdctl("get --print-value-only /registry/" + key));
    }

    void await(String what, org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await(what)
                .atMost(java.time.Duration.ofSeconds(90))
                .pollInterval(java.time.Duration.ofMillis(300))
                .untilAsserted(assertion);
    }

    void awaitEtcd() {
        await("etcd", () -> assertThat(etcdctl("endpoint health")).contains("is healthy"));
    }

    @Override
    public void close() {
        machine.close();
    }
}
