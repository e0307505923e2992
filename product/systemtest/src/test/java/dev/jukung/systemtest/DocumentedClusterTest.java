package dev.jukung.systemtest;

import static dev.jukung.systemtest.DocumentedCluster.ADDRESS;
import static dev.jukung.systemtest.DocumentedCluster.PKI;
import static dev.jukung.systemtest.DocumentedCluster.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
 * A cluster at Kubernetes' usual places and ports, on a real etcd, looked at with kubectl, etcdctl, curl and openssl. The tests are the
 * chapters of its life, in order: the scheduler starts in the second.
 */
@EnabledIf(
        value = "dev.jukung.systemtest.DocumentedCluster#possible",
        disabledReason = "needs root, etcd, etcdctl, kubectl, curl, openssl, iproute2, nftables and util-linux")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
class DocumentedClusterTest {
    private static final String REVIEW =
            " -H 'Content-Type: application/json' -d '{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}' "
                    + SERVER + "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    @TempDir
    static Path home;

    private DocumentedCluster cluster;

    @BeforeAll
    void start() throws Exception {
        cluster = new DocumentedCluster(home);
        cluster.startEtcd();
        cluster.awaitEtcd();
    }

    @AfterAll
    void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static String curlAs(String identity) {
        return "curl -sS --cacert " + PKI + "ca.crt --cert " + identity + ".crt --key " + identity + ".key ";
    }

    private static ObjectValue user(String review) {
        return Json.parseObject(review).object("status").object("userInfo");
    }

    /** HEALTH-02, HEALTH-07, KCTL-03: the first answer comes when all is there. */
    @Test
    @Order(1)
    void theApiIsReadyWhenItsRolesAndPriorityClassesAreThere() throws Exception {
        cluster.startApiServer();
        String hooks = SERVER + "/readyz/poststarthook/";
        String there = cluster.machine().sh("""
                for i in $(seq 900); do
                  %s -f --fail-early %srbac/bootstrap-roles %sscheduling/bootstrap-system-priority-classes 2>/dev/null && break
                  sleep 0.1
                done
                kubectl get clusterroles,clusterrolebindings,priorityclasses -o name
                """.formatted(curlAs(PKI + "apiserver-kubelet-client"), hooks, hooks));
        assertThat(there)
                .as(cluster.machine().log("apiserver"))
                .startsWith("okok")
                .contains(
                        "clusterrole.rbac.authorization.k8s.io/cluster-admin",
                        "clusterrole.rbac.authorization.k8s.io/system:kube-scheduler",
                        "clusterrolebinding.rbac.authorization.k8s.io/system:kube-scheduler",
                        "clusterrolebinding.rbac.authorization.k8s.io/system:controller:job-controller",
                        "priorityclass.scheduling.k8s.io/system-cluster-critical",
                        "priorityclass.scheduling.k8s.io/system-node-critical");
        assertThat(cluster.kubectl("get --raw='/readyz?verbose'"))
                .contains("[+]ping ok", "[+]etcd ok", "[+]poststarthook/rbac/bootstrap-roles ok")
                .endsWith("readyz check passed");
    }

    /** FLOW-02, FLOW-06: declared, then bound, each in etcd. */
    @Test
    @Order(2)
    void aPodIsInEtcdBeforeItIsScheduledAndItsBindingAfterwards() throws Exception {
        cluster.startControllerManager();
        cluster.prepareJoining();
        cluster.startKubelet();
        cluster.startProxy();
        cluster.await("the account", () -> cluster.kubectl("get serviceaccount default"));
        cluster.kubectl("run first --image=example/first:1");
        ObjectValue declared = cluster.stored("pods/default/first");
        assertThat(declared.object("spec").has("nodeName")).isFalse();
        assertThat(declared.object("status").text("phase")).contains("Pending");

        cluster.startScheduler();

        cluster.kubectl("wait pod/first --for=condition=PodScheduled --timeout=90s");
        ObjectValue bound = cluster.stored("pods/default/first");
        assertThat(bound.object("spec").text("nodeName")).contains(DocumentedCluster.NODE);
        assertThat(bound.object("status").list("conditions").objects())
                .anySatisfy(condition -> assertThat(condition.text("type", "") + condition.text("status", ""))
                        .isEqualTo("PodScheduledTrue"));
        List<ObjectValue> bindings = Files.readString(home.resolve("audit.log"))
                .lines()
                .map(Json::parseObject)
                .filter(event -> event.object("objectRef").text("name", "").equals("first"))
                .toList();
        assertThat(bindings).singleElement().satisfies(event -> {
            assertThat(event.object("objectRef").text("subresource", "")).isEqualTo("binding");
            assertThat(event.object("user").text("username", "")).isEqualTo("system:kube-scheduler");
        });
        cluster.kubectl("wait pod/first --for=condition=Ready --timeout=90s");
    }

    /** PORT-01, PORT-02. */
    @Test
    @Order(3)
    void everyComponentListensWhereItIsLookedFor() throws Exception {
        cluster.await("the ports", () -> assertThat(listening())
                .containsEntry(2379, "etcd")
                .containsEntry(2380, "etcd")
                .containsEntry(2381, "etcd")
                .containsEntry(6443, "apiserver")
                .containsEntry(10250, "kubelet")
                .containsEntry(10256, "proxy")
                .containsEntry(10257, "controller-manager")
                .containsEntry(10259, "scheduler"));
        String create = "create service nodeport ";
        String range = "The range of valid ports is 30000-32767";
        assertThat(cluster.tryKubectl(create + "low --tcp=80 --node-port=29999").text())
                .contains(range);
        assertThat(cluster.tryKubectl(create + "high --tcp=80 --node-port=32768")
                        .text())
                .contains(range);
        cluster.kubectl(create + "lowest --tcp=80 --node-port=30000");
        cluster.kubectl(create + "highest --tcp=80 --node-port=32767");
        cluster.machine().sh("""
                kubectl apply -f - <<EOF
                ---
                {apiVersion: v1, kind: Service, metadata: {name: udp}, spec: {type: NodePort, selector: {a: b}, ports: [
                  {name: l, port: 53, protocol: UDP, nodePort: 30001}, {name: h, port: 54, protocol: UDP, nodePort: 32766}]}}
                EOF
                kubectl create service nodeport chosen --tcp=80
                """);
        assertThat(Integer.parseInt(cluster.kubectl("get service chosen -o jsonpath={.spec.ports[0].nodePort}")))
                .isBetween(30000, 32767);
    }

    private Map<Integer, String> listening() throws Exception {
        Map<Integer, String> listening = new TreeMap<>();
        for (String line : cluster.machine().sh("ss -Hltnp").lines().toList()) {
            String[] cells = line.split("\\s+");
            int port = Integer.parseInt(cells[3].substring(cells[3].lastIndexOf(':') + 1));
            for (String name : List.of("etcd", "apiserver", "kubelet", "proxy", "controller-manager", "scheduler")) {
                if (line.contains("pid=" + cluster.machine().process(name).pid() + ",")) {
                    listening.put(port, name);
                }
            }
        }
        return listening;
    }

    /** ETCD-08, ETCD-10, ETCD-11, ETCD-15. */
    @Test
    @Order(4)
    void etcdRunsByItsDocumentedCommand() throws Exception {
        cluster.etcdctl("put over-127.0.0.1 1");
        String other =
                DocumentedCluster.etcdctlAs(ADDRESS + ":2379", PKI + "apiserver-etcd-client", PKI + "etcd/ca.crt");
        assertThat(cluster.machine().sh(other + "get over-127.0.0.1")).endsWith("1");
        assertThat(cluster.etcdctl("member list"))
                .contains("started, foo-node, https://" + ADDRESS + ":2380, https://" + ADDRESS + ":2379");
        assertThat(cluster.machine().sh("curl -sS http://127.0.0.1:2381/metrics"))
                .contains("etcd_server_has_leader 1");
        assertThat(cluster.machine().sh("curl -sS http://127.0.0.1:2381/health"))
                .contains("\"health\":\"true\"");
    }

    /** PKI-01 to PKI-03. */
    @Test
    @Order(5)
    void threeRootsAreNotTakenForEachOther() throws Exception {
        Map<String, List<String>> roots = Map.of(
                "ca", List.of("apiserver", "apiserver-kubelet-client"),
                "etcd/ca", List.of("etcd/server", "etcd/peer", "apiserver-etcd-client"),
                "front-proxy-ca", List.of("front-proxy-client"));
        for (String root : roots.keySet()) {
            for (Map.Entry<String, List<String>> issuer : roots.entrySet()) {
                for (String leaf : issuer.getValue()) {
                    JukungProcess.Ran verified = cluster.machine()
                            .run("openssl", "verify", "-CAfile", PKI + root + ".crt", PKI + leaf + ".crt");
                    assertThat(verified.code() == 0).as(verified.text()).isEqualTo(root.equals(issuer.getKey()));
                }
            }
        }
        cluster.machine()
                .sh("cd " + PKI + "; ls ca.key apiserver.key apiserver-etcd-client.key"
                        + " apiserver-kubelet-client.key front-proxy-client.key sa.pub sa.key encryption_config.yaml"
                        + " etcd/server.key etcd/peer.key");
        String health = "https://127.0.0.1:2379/health";
        assertThat(cluster.machine().sh(etcdAs("apiserver-etcd-client") + health))
                .contains("\"health\":\"true\"");
        for (String stranger : List.of("apiserver-kubelet-client", "front-proxy-client")) {
            assertThat(cluster.machine()
                            .run("sh", "-c", etcdAs(stranger) + health)
                            .code())
                    .as(stranger + " at etcd")
                    .isNotZero();
        }
        for (String stranger : List.of("apiserver-etcd-client", "front-proxy-client")) {
            assertThat(Json.parseObject(cluster.machine().sh(curlAs(PKI + stranger) + REVIEW))
                            .text("reason", ""))
                    .as(stranger + " at the API server")
                    .isEqualTo("Unauthorized");
        }
        String peers = "https://" + ADDRESS + ":2380/members";
        assertThat(cluster.machine().sh(etcdAs("etcd/peer") + peers)).contains("foo-node");
        assertThat(cluster.machine()
                        .run("sh", "-c", etcdAs("apiserver") + peers)
                        .code())
                .as("a foreign peer")
                .isNotZero();
    }

    private static String etcdAs(String identity) {
        return "curl -sS --http1.1 --cacert " + PKI + "etcd/ca.crt --cert " + PKI + identity + ".crt --key " + PKI
                + identity + ".key ";
    }

    /** API-39, PKI-04: each component is somebody of its own. */
    @Test
    @Order(6)
    void everyKubeconfigIsItsComponent() throws Exception {
        Map<String, String> users = Map.of(
                "controller-manager", "system:kube-controller-manager",
                "scheduler", "system:kube-scheduler",
                "kubelet", "system:node:foo-node",
                "bootstrap-kubelet", "system:bootstrap:abcdef");
        for (Map.Entry<String, String> expected : users.entrySet()) {
            assertThat(cluster.kubectl(
                            "auth whoami -o jsonpath={.status.userInfo.username} --kubeconfig=/etc/kubernetes/"
                                    + expected.getKey() + ".conf"))
                    .isEqualTo(expected.getValue());
        }
        cluster.kubectl("wait node/foo-node --for=condition=Ready --timeout=60s");
        cluster.machine()
                .sh("kubectl apply -f - <<EOF\n---\n{apiVersion: v1, kind: Node, metadata: {name: other}}\nEOF\n");
        String client = "/var/lib/kubelet/pki/kubelet-client-current.pem";
        assertThat(cluster.machine()
                        .sh("curl -sS --cacert " + PKI + "ca.crt --cert " + client + " --key " + client
                                + " -X PATCH -H 'Content-Type: application/merge-patch+json'"
                                + " -d '{\"metadata\":{\"labels\":{\"a\":\"b\"}}}' " + SERVER + "/api/v1/nodes/other"))
                .contains("\"code\": 403", "node \\\"foo-node\\\" is not allowed to modify node \\\"other\\\"");
        cluster.kubectl("delete node other");
    }

    /** API-16, KCTL-13: the kubeconfig of the administrator is at its usual place; another user is made as users are. */
    @Test
    @Order(7)
    void aUserIsWhoTheCertificateInTheKubeconfigSays() throws Exception {
        assertThat(home.resolve(".kube/config"))
                .content()
                .contains(
                        "certificate-authority-data:",
                        "client-certificate-data:",
                        "client-key-data:",
                        "server: " + SERVER);
        assertThat(cluster.kubectl("auth whoami -o jsonpath={.status.userInfo.username}"))
                .isEqualTo("kubernetes-admin");
        cluster.machine().sh("""
                cd %s
                openssl req -new -newkey rsa:2048 -nodes -keyout jane.key -subj /O=dev/CN=jane -out jane.csr 2>/dev/null
                kubectl apply -f - <<EOF
                apiVersion: certificates.k8s.io/v1
                kind: CertificateSigningRequest
                metadata: {name: jane}
                spec: {signerName: kubernetes.io/kube-apiserver-client, usages: [client auth], request: $(base64 -w0 jane.csr)}
                EOF
                kubectl certificate approve jane
                """.formatted(home));
        cluster.await("jane's certificate", () -> assertThat(
                        cluster.kubectl("get csr jane -o jsonpath={.status.certificate}"))
                .isNotEmpty());
        cluster.machine().sh("""
                cd %s
                kubectl get csr jane -o jsonpath={.status.certificate} | base64 -d > jane.crt
                cp .kube/config jane.conf
                kubectl --kubeconfig=jane.conf config set-credentials jane --embed-certs --client-certificate=jane.crt --client-key=jane.key
                kubectl --kubeconfig=jane.conf config set-context jane --cluster=$(kubectl config view -o jsonpath={.clusters[0].name}) --user=jane
                kubectl --kubeconfig=jane.conf config use-context jane
                """.formatted(home));
        String asJane = "--kubeconfig=" + home.resolve("jane.conf") + " ";
        assertThat(cluster.kubectl(asJane + "auth whoami -o jsonpath={.status.userInfo}"))
                .contains("\"username\":\"jane\"", "\"dev\"");
    }

    /** API-20: a user and an account are told 403 until a Role is bound to them. */
    @Test
    @Order(8)
    void whoHasABindingMay() throws Exception {
        cluster.kubectl("create serviceaccount robot");
        cluster.kubectl("create role reader --verb=list --resource=pods");
        String token = cluster.kubectl("create token robot");
        String robot = "--kubeconfig=/dev/null --server=" + SERVER + " --certificate-authority=" + PKI
                + "ca.crt --token=" + token + " ";
        String jane = "--kubeconfig=" + home.resolve("jane.conf") + " ";
        assertThat(cluster.tryKubectl(robot + "get pods").text())
                .isEqualTo(
                        "Error from server (Forbidden): pods is forbidden: User \"system:serviceaccount:default:robot\""
                                + " cannot list resource \"pods\" in API group \"\" in the namespace \"default\"");
        assertThat(cluster.tryKubectl(jane + "get pods").text())
                .startsWith("Error from server (Forbidden): pods is forbidden: User \"jane\"");

        cluster.kubectl("create rolebinding robot --role=reader --serviceaccount=default:robot");
        cluster.kubectl("create rolebinding jane --role=reader --user=jane");

        cluster.await("the bindings", () -> {
            assertThat(cluster.kubectl(robot + "get pods -o name")).contains("pod/first");
            assertThat(cluster.kubectl(jane + "get pods -o name")).contains("pod/first");
        });
        assertThat(cluster.tryKubectl(jane + "get pods -n kube-system").text()).contains("(Forbidden)");
    }

    /** API-15, API-53: the handshake, message by message. */
    @Test
    @Order(9)
    void connectionsAreTlsWithTheCertificateAndTheSuitesOfTheFlags() throws Exception {
        String client =
                "openssl s_client -connect " + ADDRESS + ":6443 -CAfile " + PKI + "ca.crt -verify_return_error ";
        String identity = "-cert " + PKI + "apiserver-kubelet-client.crt -key " + PKI + "apiserver-kubelet-client.key ";
        String request = "printf 'GET /api HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' | ";
        String talk = cluster.machine().sh(request + client + identity + "-tls1_3 -msg -ign_eof 2>&1");
        assertThat(talk)
                .containsSubsequence(
                        ">>> TLS 1.3, Handshake [length",
                        "ClientHello",
                        "<<< TLS 1.3, Handshake [length",
                        "ServerHello",
                        "CertificateRequest",
                        "<<< TLS 1.3, Handshake [length",
                        "Certificate",
                        "CertificateVerify",
                        "Finished",
                        ">>> TLS 1.3, Handshake [length",
                        "Certificate",
                        "CertificateVerify",
                        "Finished")
                .contains("Verify return code: 0 (ok)", "HTTP/1.1 200 OK", "\"kind\":\"APIVersions\"");
        String shown = cluster.machine().sh(client + "-tls1_2 </dev/null 2>/dev/null");
        assertThat(shown).containsPattern("Cipher *(is|:) ECDHE-RSA-AES(128|256)-GCM-SHA(256|384)");
        assertThat(cluster.machine().sh(client + "-tls1_2 </dev/null 2>/dev/null | openssl x509 -noout -fingerprint"))
                .isEqualTo(cluster.machine().sh("openssl x509 -noout -fingerprint -in " + PKI + "apiserver.crt"));
        assertThat(cluster.machine()
                        .run("sh", "-c", client + "-tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305 </dev/null")
                        .text())
                .containsIgnoringCase("handshake failure");
    }

    /** API-47: whom the front proxy names; the same headers from anybody else say nothing. */
    @Test
    @Order(10)
    void onlyTheFrontProxyNamesUsersInHeaders() throws Exception {
        String headers = "-H 'X-User: dave' -H 'X-Group: dev' -H 'X-Group: ops' -H 'X-Extra-Scopes: view'";
        ObjectValue dave = user(cluster.machine().sh(curlAs(PKI + "front-proxy-client") + headers + REVIEW));
        assertThat(dave.text("username", "")).isEqualTo("dave");
        assertThat(dave.list("groups").texts()).contains("dev", "ops", "system:authenticated");
        assertThat(dave.object("extra").list("scopes").texts()).containsExactly("view");
        ObjectValue other = user(cluster.machine().sh(curlAs(PKI + "apiserver-kubelet-client") + headers + REVIEW));
        assertThat(other.text("username", "")).isEqualTo("kube-apiserver-kubelet-client");
        assertThat(other.list("groups").texts()).doesNotContain("dev");
        assertThat(cluster.machine()
                        .sh("curl -sS --cacert " + PKI + "ca.crt " + headers + " " + SERVER + "/api/v1/pods"))
                .contains("User \\\"system:anonymous\\\" cannot list resource");
    }

    /** API-27, API-45, API-54, KCTL-02. */
    @Test
    @Order(11)
    void addressesProfilesAndTheLocalProxyAreAsAsked() throws Exception {
        assertThat(
                        cluster.kubectl(
                                "get endpoints kubernetes -o jsonpath={.subsets[0].addresses[*].ip}:{.subsets[0].ports[0].port}"))
                .endsWith(ADDRESS + ":6443");
        cluster.kubectl("create clusterrolebinding admins --clusterrole=cluster-admin --serviceaccount=default:robot");
        String token = cluster.kubectl("create token robot");
        for (String server : List.of(SERVER, "https://127.0.0.1:10257", "https://127.0.0.1:10259")) {
            cluster.await(server, () -> assertThat(cluster.machine()
                            .sh("curl -sSk -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer " + token + "' "
                                    + server + "/debug/pprof/"))
                    .isEqualTo("404"));
        }
        String pods = cluster.machine().sh("""
                kubectl proxy > proxied & pid=$!
                for i in $(seq 300); do grep -q 127.0.0.1:8001 proxied && break; sleep 0.1; done
                curl -sS http://localhost:8001/api/v1/namespaces/default/pods; kill $pid
                """);
        assertThat(Json.parseObject(pods).list("items").objects())
                .extracting(pod -> pod.object("metadata").text("name", ""))
                .contains("first");
    }

    /** CONF-03, ETCD-02: what is where in the store. */
    @Test
    @Order(12)
    void settingsSecretsAndAddressesAreInEtcd() throws Exception {
        cluster.kubectl("create configmap settings --from-literal=a=plainly");
        cluster.kubectl("create secret generic password --from-literal=a=secretly");
        assertThat(cluster.stored("configmaps/default/settings").object("data").text("a"))
                .contains("plainly");
        String secret = cluster.machine()
                .sh(DocumentedCluster.etcdctlAs("127.0.0.1:2379", PKI + "apiserver-etcd-client", PKI + "etcd/ca.crt")
                        + "get --print-value-only /registry/secrets/default/password | tr -dc '[:print:]'");
        assertThat(secret).startsWith("k8s:enc:secretbox:v1:key1:").doesNotContain("c2VjcmV0bHk", "secretly");
        assertThat(cluster.kubectl("get secret password -o jsonpath={.data.a}")).isEqualTo("c2VjcmV0bHk=");

        cluster.kubectl("expose pod first --port=80 --target-port=8080");
        cluster.await("the slice", () -> assertThat(
                        cluster.kubectl("get endpointslices -l kubernetes.io/service-name=first -o name"))
                .isNotEmpty());
        String name = cluster.kubectl(
                "get endpointslices -l kubernetes.io/service-name=first -o jsonpath={.items[0].metadata.name}");
        assertThat(cluster.stored("services/specs/default/first").object("spec").text("clusterIP", ""))
                .startsWith("10.96.");
        cluster.await("the address", () -> assertThat(cluster.stored("endpointslices/default/" + name)
                        .list("endpoints")
                        .objects())
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.list("addresses").texts())
                        .containsExactly(cluster.kubectl("get pod first -o jsonpath={.status.podIP}"))));
    }

    /** ARCH-05, API-21: nobody else needs the store, and clients need the API server only. */
    @Test
    @Order(13)
    void onlyTheApiServerReachesTheStoreAndClientsReachOnlyIt() throws Exception {
        String table =
                "nft add table inet closed; nft add chain inet closed out '{ type filter hook output priority 0; }'\n";
        String reject = "reject with tcp reset\n";
        cluster.machine()
                .sh(table + "nft add rule inet closed out meta skgid != " + DocumentedCluster.STORE_GROUP
                        + " tcp dport '{ 2379, 2380 }' " + reject + "nft add rule inet closed out ip daddr " + ADDRESS
                        + " tcp dport '{ 2379, 2380, 10257, 10259 }' " + reject);
        try {
            assertThat(cluster.machine()
                            .run("sh", "-c", etcdAs("apiserver-etcd-client") + "https://127.0.0.1:2379/health")
                            .code())
                    .as("the store is closed")
                    .isNotZero();
            cluster.kubectl("create deployment closed --image=example/closed:1 --replicas=2");
            cluster.kubectl("wait deployment/closed --for=condition=Available --timeout=90s");
            cluster.kubectl("scale deployment/closed --replicas=3");
            cluster.kubectl("rollout status deployment/closed --timeout=60s");
        } finally {
            cluster.machine().sh("nft delete table inet closed");
        }
        assertThat(cluster.machine()
                        .sh("ss -Htnp state established '( dport = :2379 )'")
                        .lines())
                .isNotEmpty()
                .allMatch(line ->
                        line.contains("pid=" + pid("apiserver") + ",") || line.contains("pid=" + pid("etcd") + ","));
    }

    private long pid(String component) {
        return cluster.machine().process(component).pid();
    }

    /** Controllers that follow the metadata of every kind do so over HTTP here. */
    @Test
    @Order(14)
    void whatIsOwnedAndWhatIsInANamespaceGoesWithIt() throws Exception {
        cluster.kubectl("create namespace leaving");
        cluster.kubectl("create configmap kept-in -n leaving");
        cluster.machine().sh("""
                uid=$(kubectl get configmap kept-in -n leaving -o jsonpath={.metadata.uid})
                kubectl apply -f - <<EOF
                apiVersion: v1
                kind: Secret
                metadata:
                  name: owned
                  namespace: leaving
                  ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: kept-in, uid: $uid}]
                EOF
                """);
        cluster.kubectl("delete configmap kept-in -n leaving");
        cluster.await("the owned object", () -> assertThat(
                        cluster.tryKubectl("get secret owned -n leaving").text())
                .contains("(NotFound)"));
        cluster.kubectl("create configmap last -n leaving");
        cluster.kubectl("delete namespace leaving --timeout=60s");
        assertThat(cluster.machine().log("controller-manager")).doesNotContain("Failed to watch");
    }

    /** API-26, ETCD-07, FLOW-11: all processes are killed, what was answered is in {@code /var/lib/etcd}. */
    @Test
    @Order(15)
    void whatWasAnsweredIsInTheFolderOfEtcd() throws Exception {
        long before = Long.parseLong(cluster.machine().sh("du -sb /var/lib/etcd | cut -f1"));
        cluster.machine().sh("head -c 900000 /dev/zero | tr '\\0' a > " + home + "/large");
        cluster.kubectl("create configmap large --from-file=" + home + "/large");
        cluster.kubectl("delete configmap settings");
        cluster.kubectl("label secret password kept=yes");
        String status = cluster.kubectl("get pod first -o jsonpath={.status}");
        assertThat(status).contains("\"phase\":\"Running\"", "\"ready\":true");
        for (String component : List.of("apiserver", "etcd", "kubelet", "proxy", "controller-manager", "scheduler")) {
            cluster.machine().kill(component);
        }
        assertThat(Long.parseLong(cluster.machine().sh("du -sb /var/lib/etcd | cut -f1")))
                .isGreaterThan(before);

        cluster.startEtcd();
        cluster.awaitEtcd();
        cluster.startApiServer();

        cluster.await("the API server", () -> assertThat(cluster.kubectl("get --raw=/readyz"))
                .isEqualTo("ok"));
        assertThat(cluster.kubectl("get pod first -o jsonpath={.status}")).isEqualTo(status);
        assertThat(cluster.kubectl("get configmap large -o jsonpath={.data.large}"))
                .hasSize(900_000);
        assertThat(cluster.tryKubectl("get configmap settings").text()).contains("(NotFound)");
        assertThat(cluster.kubectl("get secret -l kept=yes -o name")).isEqualTo("secret/password");
        assertThat(cluster.machine().process("apiserver").waitFor(0, TimeUnit.SECONDS))
                .as("it goes on")
                .isFalse();
    }
}
