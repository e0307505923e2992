package dev.jukung.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.apiserver.audit.AuditConfig;
import dev.jukung.apiserver.authentication.AuthenticationConfig.Anonymous;
import dev.jukung.apiserver.authentication.OpenIdSettings;
import dev.jukung.apiserver.authorization.AuthorizationConfig.Mode;
import dev.jukung.base.SystemClock;
import dev.jukung.cluster.ApiServerSettings;
import dev.jukung.cluster.CertificateFiles;
import dev.jukung.cluster.Serving;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the flags of kube-apiserver become. */
class ApiServerFlagsTest {
    @TempDir
    static Path kubernetes;

    private static Path pki = Path.of("");

    @BeforeAll
    static void certificates() throws Exception {
        CertificateFiles.write(
                new CertificateFiles.Plan(kubernetes, "https://127.0.0.1:6444", List.of("localhost"), "foo-node"),
                new SystemClock());
        pki = kubernetes.resolve("pki");
    }

    private static ApiServerSettings read(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--service-account-key-file=" + pki.resolve("sa.pub"),
                "--service-account-signing-key-file=" + pki.resolve("sa.key")));
        arguments.addAll(List.of(more));
        return ApiServerFlags.read(ApiServerFlags.FLAGS.parse(arguments));
    }

    /** The whole start command of the documents (API-27 to API-53), without the feature gates that are gone. */
    @Test
    void theCommandOfTheDocumentsIsUnderstood() {
        ApiServerSettings settings = read(
                "--advertise-address=192.0.2.7",
                "--allow-privileged=true",
                "--audit-policy-file=/etc/kubernetes/audit-policy.yaml",
                "--audit-webhook-config-file=/etc/kubernetes/audit-webhook.config",
                "--audit-webhook-mode=batch",
                "--audit-webhook-batch-buffer-size=500",
                "--audit-webhook-batch-max-size=40",
                "--audit-webhook-batch-throttle-burst=400",
                "--audit-webhook-batch-throttle-qps=300",
                "--audit-webhook-truncate-enabled=true",
                "--authentication-token-webhook-config-file=/etc/kubernetes/ais/authentication-webhook.yaml",
                "--authorization-mode=Node,RBAC",
                "--client-ca-file=/etc/kubernetes/pki/ca.crt",
                "--enable-admission-plugins=NodeRestriction,PodTolerationRestriction",
                "--enable-bootstrap-token-auth=true",
                "--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt",
                "--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt",
                "--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key",
                "--etcd-servers=https://127.0.0.1:2379",
                "--kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt",
                "--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key",
                "--kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt",
                "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
                "--profiling=false",
                "--proxy-client-cert-file=/etc/kubernetes/pki/front-proxy-client.crt",
                "--proxy-client-key-file=/etc/kubernetes/pki/front-proxy-client.key",
                "--requestheader-allowed-names=front-proxy-client",
                "--requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt",
                "--requestheader-extra-headers-prefix=X-Extra-",
                "--requestheader-group-headers=X-Group",
                "--requestheader-username-headers=X-User",
                "--secure-port=6444",
                "--service-account-max-token-expiration=48h",
                "--service-cluster-ip-range=10.96.0.0/16",
                "--tls-cert-file=/etc/kubernetes/pki/apiserver.crt",
                "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key",
                "--tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

        assertThat(settings.api().advertiseAddress()).isEqualTo("192.0.2.7");
        assertThat(settings.api().securePort()).isEqualTo(6444);
        assertThat(settings.api().allowPrivileged()).isTrue();
        assertThat(settings.api().network().range()).hasToString("10.96.0.0/16");
        assertThat(settings.api().serviceAccounts().longest()).contains(Duration.ofHours(48));
        assertThat(settings.api().admission().enabled())
                .containsExactlyInAnyOrder("NodeRestriction", "PodTolerationRestriction");
        assertThat(settings.api().operation().audit().policyFile())
                .contains(Path.of("/etc/kubernetes/audit-policy.yaml"));
        AuditConfig.Webhook webhook =
                settings.api().operation().audit().webhook().orElseThrow();
        assertThat(webhook.batch()).isEqualTo(new AuditConfig.Batch(500, 40, Duration.ofSeconds(30), true, 300, 400));
        assertThat(webhook.truncation().enabled()).isTrue();
        assertThat(settings.api().authorization().modes()).containsExactly(new Mode.Node(), new Mode.Rbac());
        assertThat(settings.access().bootstrapTokens()).isTrue();
        assertThat(settings.access().tokenWebhook().orElseThrow().version()).isEqualTo("v1beta1");
        ApiServerSettings.RequestHeader header =
                settings.access().requestHeader().orElseThrow();
        assertThat(header.usernameHeaders()).containsExactly("X-User");
        assertThat(header.allowedNames()).containsExactly("front-proxy-client");
        assertThat(settings.storage().etcd().orElseThrow().servers()).isEqualTo("https://127.0.0.1:2379");
        assertThat(settings.kubelets().addressTypes()).containsExactly("InternalIP", "ExternalIP", "Hostname");
        assertThat(settings.kubelets().client()).isPresent();
        assertThat(settings.proxyClient())
                .contains(new Serving.Pair(
                        Path.of("/etc/kubernetes/pki/front-proxy-client.crt"),
                        Path.of("/etc/kubernetes/pki/front-proxy-client.key")));
        assertThat(settings.serving().address()).isEqualTo(new InetSocketAddress("0.0.0.0", 6444));
        assertThat(settings.serving().ciphers())
                .contains("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")
                .doesNotContain("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    }

    @Test
    void defaultsAreThoseOfKubeApiserver() {
        ApiServerSettings settings = read("--advertise-address=192.0.2.7");
        assertThat(settings.api().allowPrivileged()).isFalse();
        assertThat(settings.api().network().range()).hasToString("10.0.0.0/24");
        assertThat(settings.api().maxInFlight()).isEqualTo(600);
        assertThat(settings.api().securePort()).isEqualTo(6443);
        assertThat(settings.api().admission().disabled()).containsExactly("NodeRestriction");
        assertThat(settings.api().authorization().modes()).containsExactly(new Mode.AlwaysAllow());
        assertThat(settings.access().anonymous()).isEqualTo(Anonymous.NOWHERE);
        assertThat(settings.access().bootstrapTokens()).isFalse();
        assertThat(settings.storage().etcd()).isEmpty();
        assertThat(settings.storage().folder()).isEqualTo(Path.of("/var/lib/jukung/apiserver"));
        assertThat(settings.serving().versions()).containsExactly("TLSv1.3", "TLSv1.2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--secure-port=0|--secure-port 0 must be between 1 and 65535, inclusive. It cannot be turned off with 0",
                "--authorization-mode=Foo|authorization-mode \"Foo\" is not a valid mode",
                "--authorization-mode=ABAC|authorization-mode ABAC's authorization policy file not passed",
                "--authorization-mode=RBAC,RBAC|authorization-mode [\"RBAC\" \"RBAC\"] has mode specified more than once",
                "--authorization-policy-file=/x|cannot specify --authorization-policy-file without mode ABAC",
                "--authorization-config=/nonexistent|open /nonexistent: no such file or directory",
                "--authorization-config=/x --authorization-mode=RBAC|--authorization-config can not be specified when"
                        + " --authorization-mode or --authorization-webhook-* flags are defined",
                "--authorization-mode=Webhook|authorization-mode Webhook's authorization config file not passed",
                "--authorization-mode=Webhook --authorization-webhook-config-file=/nonexistent|open /nonexistent: no such"
                        + " file or directory",
                "--authentication-config=/nonexistent|open /nonexistent: no such file or directory",
                "--authentication-config=/x --oidc-client-id=a|authentication-config file and oidc-* flags are mutually"
                        + " exclusive",
                "--tls-cipher-suites=TLS_FOO|Cipher suite TLS_FOO not supported or doesn't exist",
                "--tls-min-version=SSL3|unknown tls version \"SSL3\"",
                "--enable-admission-plugins=Foo|enable-admission-plugins plugin \"Foo\" is unknown",
                "--max-requests-inflight=-1|--max-requests-inflight can not be negative value",
                "--service-node-port-range=9-1|invalid argument \"9-1\" for \"--service-node-port-range\" flag: unable to"
                        + " parse port range: 9-1",
                "--service-cluster-ip-range=x|service-cluster-ip-range[0] is not a valid cidr",
                "--service-cluster-ip-range=10.0.0.0/24,x|service-cluster-ip-range[1] is not a valid cidr",
                "--service-cluster-ip-range=10.0.0.0/24,10.1.0.0/24|--service-cluster-ip-range[0] and"
                        + " --service-cluster-ip-range[1] must be of different IP family",
                "--service-cluster-ip-range=10.0.0.0/24,fd00::/64,fd01::/64|--service-cluster-ip-range must not contain"
                        + " more than two entries",
                "--tracing-config-file=/nonexistent|tracing-config-file /nonexistent does not exist",
                "--token-auth-file=/nonexistent|open /nonexistent: no such file or directory",
                "--oidc-issuer-url=https://x|oidc-issuer-url and oidc-client-id must be specified together when any oidc-*"
                        + " flags are set",
                "--service-account-max-token-expiration=1m|the service-account-max-token-expiration must be between 1 hour"
                        + " and 2^32 seconds",
                "--encryption-provider-config-automatic-reload=true|--encryption-provider-config-automatic-reload must be"
                        + " set with --encryption-provider-config",
                "--audit-log-path=/x --audit-log-mode=later|invalid audit log mode later, allowed modes are"
                        + " \"batch,blocking,blocking-strict\"",
                "--storage-backend=etcd2|--storage-backend invalid, allowed values: etcd3. If not specified, it will default"
                        + " to 'etcd3'",
            })
    void whatCannotBeObeyedIsRefusedInTheWordsOfTheReference(String flags, String problem) {
        assertThatThrownBy(() -> read(flags.split(" ")))
                .isInstanceOf(FlagException.class)
                .hasMessage(problem);
    }

    private static Path file(String name, String content) throws IOException {
        return Files.writeString(kubernetes.resolve(name), content);
    }

    @Test
    void filesSayWhoIsBelievedAndWhoDecides() throws Exception {
        Path authentication = file("authentication.yaml", """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AuthenticationConfiguration
                jwt:
                - issuer: {url: https://one.example.com, audiences: [a]}
                  claimMappings: {username: {claim: sub, prefix: "one:"}}
                - issuer: {url: https://two.example.com, audiences: [a]}
                  claimMappings: {username: {expression: claims.sub}}
                anonymous: {enabled: true, conditions: [{path: /livez}]}
                """);
        Path policy = file("policy.jsonl", """
                {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy", "spec": {"user": "jane"}}
                """);
        Path authorization = file("authorization.yaml", """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AuthorizationConfiguration
                authorizers: [{type: RBAC, name: rbac}, {type: ABAC, name: abac}]
                """);
        ApiServerSettings settings = read(
                "--advertise-address=192.0.2.7",
                "--authentication-config=" + authentication,
                "--authorization-config=" + authorization,
                "--authorization-policy-file=" + policy);
        assertThat(settings.access().issuers())
                .extracting(issuer -> issuer.issuer().url())
                .containsExactly("https://one.example.com", "https://two.example.com");
        assertThat(settings.access().issuers())
                .extracting(OpenIdSettings::algorithms)
                .containsOnly(OpenIdSettings.ALL_ALGORITHMS);
        assertThat(settings.access().anonymous()).isEqualTo(new Anonymous(true, List.of("/livez")));
        assertThat(settings.api().authorization().modes())
                .hasSize(2)
                .startsWith(new Mode.Rbac())
                .element(1)
                .isInstanceOfSatisfying(
                        Mode.Abac.class, abac -> assertThat(abac.policy()).hasSize(1));

        assertThatThrownBy(() -> read("--authentication-config=" + authentication, "--anonymous-auth=false"))
                .hasMessage("anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous field is"
                        + " configured in authentication configuration file");
        assertThatThrownBy(() -> read("--authorization-config=" + authorization))
                .hasMessage("authorization-mode ABAC's authorization policy file not passed");
        assertThatThrownBy(() ->
                        read("--authentication-config=" + authorization, "--authorization-config=" + authentication))
                .as("both are told")
                .hasMessage("[no kind \"AuthorizationConfiguration\" is registered for version"
                        + " \"apiserver.config.k8s.io/v1\", expected AuthenticationConfiguration,"
                        + " failed to load AuthorizationConfiguration from file: no kind"
                        + " \"AuthenticationConfiguration\" is registered for version"
                        + " \"apiserver.config.k8s.io/v1\", expected AuthorizationConfiguration]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--authorization-mode=RBAC|true",
                "--authorization-mode=RBAC --anonymous-auth=false|false",
                "--authorization-mode=AlwaysAllow --anonymous-auth=true|false"
            })
    void nobodyIsAnonymousWhereEverythingIsAllowed(String flags, boolean anonymous) {
        assertThat(read(("--advertise-address=192.0.2.7 " + flags).split(" "))
                        .access()
                        .anonymous())
                .isEqualTo(anonymous ? Anonymous.EVERYWHERE : Anonymous.NOWHERE);
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatThrownBy(() -> ApiServerFlags.read(ApiServerFlags.FLAGS.parse(List.of("--secure-port=0"))))
                .hasMessageStartingWith("[--secure-port 0 must be")
                .hasMessageContaining("service-account-issuer is a required flag")
                .hasMessageContaining(
                        "--service-account-signing-key-file and --service-account-issuer are required flags");
    }

    @Test
    void controllersAreChosenByName() {
        Problems problems = new Problems();
        var chosen = ControllerManagerFlags.controllers(
                List.of("*", "-deployment", "-attachdetach", "bootstrapsigner"), problems);
        assertThat(chosen.test("bootstrap-signer-controller")).isTrue();
        assertThat(chosen.test("token-cleaner-controller"))
                .as("has to be named")
                .isFalse();
        assertThat(chosen.test("deployment-controller")).isFalse();
        assertThat(chosen.test("job-controller")).isTrue();
        var only = ControllerManagerFlags.controllers(List.of("job-controller"), problems);
        assertThat(only.test("job-controller")).isTrue();
        assertThat(only.test("deployment-controller")).isFalse();
        problems.refuse();

        ControllerManagerFlags.controllers(List.of("foo", "attachdetach"), problems);
        assertThatThrownBy(problems::refuse)
                .isInstanceOf(FlagException.class)
                .hasMessage("[\"foo\" is not in the list of known controllers,"
                        + " controller \"attachdetach\" is not supported by jukung (docs/gaps.md)]");
    }
}
