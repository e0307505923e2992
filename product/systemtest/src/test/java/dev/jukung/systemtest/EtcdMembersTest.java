package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
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
 * An API server on three members of etcd with TLS between all of them, each at the usual ports of an address of its own, and what
 * operators do with etcd while it runs. The tests are the chapters of one life, in order.
 */
@EnabledIf(
        value = "dev.jukung.systemtest.DocumentedCluster#possible",
        disabledReason = "needs root, etcd, etcdctl, kubectl, curl, openssl, iproute2, nftables and util-linux")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
class EtcdMembersTest {
    private static final List<String> ADDRESSES = List.of("192.0.2.11", "192.0.2.12", "192.0.2.13");
    private static final String PKI = "/etc/kubernetes/pki/";
    private static final String IDENTITY = " --cacert=" + PKI + "etcd/ca.crt --cert=" + PKI
            + "apiserver-etcd-client.crt --key=" + PKI + "apiserver-etcd-client.key ";

    private static final Pattern LEADER = Pattern.compile("\"member_id\":(\\d+).*\"leader\":(\\d+)");

    @TempDir
    static Path home;

    private OwnMachine machine;
    private final AtomicInteger writes = new AtomicInteger();

    @BeforeAll
    void start() throws Exception {
        machine = new OwnMachine(home, "members", ADDRESSES.toArray(String[]::new));
        List<String> certs = new ArrayList<>(OwnMachine.jukung("certs", "--dir=/etc/kubernetes"));
        certs.addAll(List.of("--server=https://127.0.0.1:6443", "--host=" + String.join(",", ADDRESSES)));
        machine.run(certs.toArray(String[]::new)).succeeded();
        machine.sh("mkdir " + home + "/.kube; cp /etc/kubernetes/admin.conf " + home + "/.kube/config");
        for (String address : ADDRESSES) {
            startMember(address, "etcd/peer");
        }
    }

    @AfterAll
    void end() {
        if (machine != null) {
            machine.close();
        }
    }

    private static String name(String address) {
        return "etcd-" + address.substring(address.lastIndexOf('.') + 1);
    }

    private void startMember(String address, String peer) throws IOException {
        String all = ADDRESSES.stream()
                .map(one -> name(one) + "=https://" + one + ":2380")
                .collect(Collectors.joining(","));
        startMember(
                address,
                "--initial-cluster=" + all,
                "--peer-cert-file=" + PKI + peer + ".crt",
                "--peer-key-file=" + PKI + peer + ".key");
    }

    private void startMember(String address, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "etcd",
                "--name=" + name(address),
                "--data-dir=" + folder(address),
                "--listen-client-urls=https://" + address + ":2379",
                "--advertise-client-urls=https://" + address + ":2379",
                "--listen-peer-urls=https://" + address + ":2380",
                "--initial-advertise-peer-urls=https://" + address + ":2380",
                "--cert-file=" + PKI + "etcd/server.crt",
                "--key-file=" + PKI + "etcd/server.key",
                "--client-cert-auth=true",
                "--trusted-ca-file=" + PKI + "etcd/ca.crt",
                "--peer-client-cert-auth=true",
                "--peer-trusted-ca-file=" + PKI + "etcd/ca.crt",
                "--election-timeout=1000"));
        command.addAll(List.of(more));
        machine.start(name(address), command);
    }

    private static String folder(String address) {
        return "/var/lib/etcd/" + name(address);
    }

    private void startApiServer() throws IOException {
        machine.start(
                "apiserver",
                OwnMachine.jukung(
                        "apiserver",
                        "--advertise-address=" + ADDRESSES.getFirst(),
                        "--authorization-mode=Node,RBAC",
                        "--client-ca-file=" + PKI + "ca.crt",
                        "--etcd-servers=" + endpoints(),
                        "--etcd-cafile=" + PKI + "etcd/ca.crt",
                        "--etcd-certfile=" + PKI + "apiserver-etcd-client.crt",
                        "--etcd-keyfile=" + PKI + "apiserver-etcd-client.key",
                        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                        "--service-account-key-file=" + PKI + "sa.pub",
                        "--service-account-signing-key-file=" + PKI + "sa.key",
                        "--service-cluster-ip-range=10.96.0.0/16",
                        "--tls-cert-file=" + PKI + "apiserver.crt",
                        "--tls-private-key-file=" + PKI + "apiserver.key"));
    }

    private static String endpoints() {
        return ADDRESSES.stream().map(one -> "https://" + one + ":2379").collect(Collectors.joining(","));
    }

    private static String etcdctl(String endpoints) {
        return "etcdctl --command-timeout=5s --dial-timeout=2s --endpoints=" + endpoints + IDENTITY;
    }

    private String etcd(String arguments) throws IOException, InterruptedException {
        return machine.sh(etcdctl(endpoints()) + arguments);
    }

    private String kubectl(String arguments) throws IOException, InterruptedException {
        return machine.sh("kubectl " + arguments);
    }

    private void await(String what, ThrowingRunnable assertion) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(assertion);
    }

    private boolean healthy(String address) throws IOException, InterruptedException {
        return machine.run("sh", "-c", etcdctl("https://" + address + ":2379") + "endpoint health")
                        .code()
                == 0;
    }

    private void awaitHealthy(String address) {
        await(address, () -> assertThat(healthy(address))
                .as(machine.log(name(address)))
                .isTrue());
    }

    private void awaitApi() {
        await("the API", () -> assertThat(kubectl("get --raw=/readyz")).isEqualTo("ok"));
    }

    /** The address of the member that the others follow. */
    private String leader() throws IOException, InterruptedException {
        for (String address : ADDRESSES) {
            JukungProcess.Ran status = machine.run(
                    "sh", "-c", etcdctl("https://" + address + ":2379") + "endpoint status -w json 2>/dev/null");
            Matcher ids = LEADER.matcher(status.text());
            if (status.code() == 0 && ids.find() && ids.group(1).equals(ids.group(2))) {
                return address;
            }
        }
        throw new AssertionError("no member leads");
    }

    /** The name of an object whose creation was answered; one that fell into an election is given up for the next. */
    private String written() {
        await("a write", () -> {
            String name = "written-" + writes.incrementAndGet();
            assertThat(kubectl("create configmap " + name)).isEqualTo("configmap/" + name + " created");
        });
        return "written-" + writes.get();
    }

    /** ETCD-09, ETCD-11. */
    @Test
    @Order(1)
    void threeMembersFindEachOtherOverTlsAndServeOneApi() throws Exception {
        for (String address : ADDRESSES) {
            awaitHealthy(address);
        }
        startApiServer();
        List<String> members = etcd("member list").lines().toList();
        assertThat(members).hasSize(3);
        for (String address : ADDRESSES) {
            assertThat(members)
                    .anyMatch(line -> line.contains("started, " + name(address) + ", https://" + address
                            + ":2380, https://" + address + ":2379"));
            assertThat(machine.run("sh", "-c", "curl -sS http://" + address + ":2380/members")
                            .text())
                    .as("without TLS")
                    .doesNotContain("peerURLs");
        }
        awaitApi();
        kubectl("create configmap first");
        for (String address : ADDRESSES) {
            assertThat(machine.sh(etcdctl("https://" + address + ":2379")
                            + "get --keys-only /registry/configmaps/default/first"))
                    .isEqualTo("/registry/configmaps/default/first");
        }
    }

    /** ETCD-13: whoever comes with a certificate of another authority is no member. */
    @Test
    @Order(2)
    void aForeignPeerIsRefused() throws Exception {
        String address = ADDRESSES.getLast();
        machine.kill(name(address));
        startMember(address, "apiserver");
        await("the refusal", () -> assertThat(machine.log(name(ADDRESSES.getFirst())))
                .contains("x509: certificate signed by unknown authority"));
        assertThat(healthy(address)).isFalse();
        written();

        machine.kill(name(address));
        startMember(address, "etcd/peer");
        awaitHealthy(address);
    }

    /** ETCD-03, ETCD-04, as clients of the API see it. */
    @Test
    @Order(3)
    void theLeaderMayFailAndOfTwoThatAreLeftNone() throws Exception {
        List<String> answered = new ArrayList<>();
        String first = leader();
        machine.kill(name(first));
        answered.add(written());
        await("the next leader", this::leader);
        machine.kill(name(leader()));

        JukungProcess.Ran refused = machine.run("kubectl", "create", "configmap", "two-lost", "--request-timeout=20s");
        assertThat(refused.code()).as(refused.text()).isNotZero();
        assertThat(machine.run("kubectl", "get", "--raw=/readyz").text()).contains("etcd failed");

        startMember(first, "etcd/peer");
        awaitHealthy(first);
        awaitApi();
        answered.add(written());
        for (String address : ADDRESSES) {
            if (!address.equals(first) && !machine.process(name(address)).isAlive()) {
                startMember(address, "etcd/peer");
                awaitHealthy(address);
            }
        }
        answered.add("first");
        assertThat(kubectl("get configmaps -o jsonpath={.items[*].metadata.name}")
                        .split(" "))
                .containsAll(answered);
    }

    @Test
    @Order(4)
    void compactionDefragmentationAndAlarmsLeaveTheApiServing() throws Exception {
        for (int i = 0; i < 3; i++) {
            kubectl("create configmap changed-" + i + " --from-literal=a=" + i);
        }
        String old = kubectl("get configmap changed-0 -o jsonpath={.metadata.resourceVersion}");
        String revision = kubectl("get configmap changed-2 -o jsonpath={.metadata.resourceVersion}");
        assertThat(etcd("compact --physical " + revision)).contains("compacted revision " + revision);
        assertThat(machine.run(
                                "sh",
                                "-c",
                                etcdctl(endpoints()) + "get --rev=" + old + " /registry/configmaps/default/changed-0")
                        .text())
                .contains("required revision has been compacted");
        assertThat(etcd("defrag --command-timeout=30s").lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("Finished"));
        assertThat(etcd("alarm list")).isEmpty();
        assertThat(kubectl("get configmap changed-1 -o jsonpath={.data.a}")).isEqualTo("1");
        assertThat(kubectl("label configmap changed-1 after=defrag")).isEqualTo("configmap/changed-1 labeled");

        // An operator that has run out of room: etcd takes no writes until it is told that there is room again.
        for (String address : ADDRESSES) {
            machine.kill(name(address));
        }
        for (String address : ADDRESSES) {
            startMember(
                    address,
                    "--peer-cert-file=" + PKI + "etcd/peer.crt",
                    "--peer-key-file=" + PKI + "etcd/peer.key",
                    "--quota-backend-bytes=1");
        }
        await("the alarm", () -> {
            machine.run("kubectl", "create", "configmap", "no-room", "--request-timeout=5s");
            assertThat(etcd("alarm list")).contains("alarm:NOSPACE");
        });
        await("the refusal", () -> assertThat(machine.run("kubectl", "label", "configmap", "changed-1", "b=c")
                        .text())
                .contains("etcdserver: mvcc: database space exceeded"));
        assertThat(kubectl("get configmap changed-1 -o jsonpath={.data.a}"))
                .as("reads go on")
                .isEqualTo("1");
        for (String address : ADDRESSES) {
            machine.kill(name(address));
            startMember(address, "etcd/peer");
            awaitHealthyOrAlarmed(address);
        }
        etcd("alarm disarm");
        await("a write", () -> assertThat(kubectl("label --overwrite configmap changed-1 b=d"))
                .isEqualTo("configmap/changed-1 labeled"));
    }

    private void awaitHealthyOrAlarmed(String address) {
        await(address, () -> assertThat(machine.sh(etcdctl("https://" + address + ":2379") + "endpoint status"))
                .isNotEmpty());
    }

    @Test
    @Order(5)
    void aSnapshotIsWhatItWas() throws Exception {
        kubectl("create configmap saved");
        String backup = home.resolve("backup.db").toString();
        assertThat(machine.sh(etcdctl("https://" + ADDRESSES.getFirst() + ":2379") + "snapshot save " + backup
                        + " 2>/dev/null"))
                .contains("Snapshot saved at");
        kubectl("create configmap later");
        kubectl("delete configmap saved");
        machine.kill("apiserver");
        String all = ADDRESSES.stream()
                .map(one -> name(one) + "=https://" + one + ":2380")
                .collect(Collectors.joining(","));
        for (String address : ADDRESSES) {
            machine.kill(name(address));
            machine.sh("rm -r " + folder(address) + "; etcdctl snapshot restore " + backup + " --name=" + name(address)
                    + " --data-dir=" + folder(address) + " --initial-cluster=" + all
                    + " --initial-advertise-peer-urls=https://" + address + ":2380");
        }
        for (String address : ADDRESSES) {
            startMember(address, "etcd/peer");
        }
        for (String address : ADDRESSES) {
            awaitHealthy(address);
        }
        startApiServer();
        awaitApi();
        assertThat(kubectl("get configmaps -o name"))
                .contains("configmap/saved", "configmap/changed-2")
                .doesNotContain("configmap/later");
        assertThat(kubectl("create configmap later")).isEqualTo("configmap/later created");
    }
}
