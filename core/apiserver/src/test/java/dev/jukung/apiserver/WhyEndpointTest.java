package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Randomness;
import dev.jukung.base.VirtualClock;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.Keys;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiClient;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /debug/why} over HTTP: who may ask, what is answered. */
class WhyEndpointTest {
    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final CertificateAuthority authority = CertificateAuthority.create("test", Duration.ofDays(1), clock);
    private RevisionStore store;
    private ApiServer server;
    private ApiClient admin;

    @BeforeEach
    void start() throws InterruptedException {
        store = RevisionStores.inMemory(clock);
        server = ApiServer.start(
                ApiServerConfig.standard("127.0.0.1", 6443, Keys.ec()),
                new ApiServer.Surroundings(
                        store,
                        _ -> (_, _, _) -> {
                            throw new AssertionError("no connection is expected");
                        },
                        clock,
                        new Randomness(new Random(1)),
                        (where, bug) -> {
                            throw new AssertionError(where, bug);
                        }));
        admin = server.client(User.of("kubernetes-admin", User.MASTERS));
        create(Resources.SERVICEACCOUNTS, "metadata: {namespace: default, name: default}");
        create(Resources.ROLES, """
                metadata: {namespace: default, name: reader}
                rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
                """);
        create(Resources.ROLEBINDINGS, """
                metadata: {namespace: default, name: reader}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: anna}]
                """);
        create(Resources.CONFIGMAPS, "metadata: {namespace: default, name: settings}");
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private <T extends dev.jukung.model.KubeObject> void create(ResourceType<T> type, String yaml)
            throws InterruptedException {
        admin.create(type, type.view().apply((ObjectValue) Yaml.parse(yaml)));
    }

    private record Answer(int status, ObjectValue body) {}

    private Answer ask(String user, String method, Map<String, String> parameters) throws InterruptedException {
        Map<String, List<String>> query = new LinkedHashMap<>();
        parameters.forEach((name, value) -> query.put(name, List.of(value)));
        List<X509Certificate> certificates = user.isEmpty()
                ? List.of()
                : List.of(authority
                        .issue(CertificateProfile.client(user, List.of(), Duration.ofHours(1)))
                        .certificate());
        Response response = server.handler()
                .handle(new Request(
                        method,
                        "/debug/why",
                        query,
                        Headers.of(),
                        new byte[0],
                        new InetSocketAddress(0),
                        certificates,
                        "HTTP/1.1"));
        StringBuilder body = new StringBuilder();
        for (byte[] part : ((Response.Bytes) response.body()).parts()) {
            body.append(new String(part, StandardCharsets.UTF_8));
        }
        return new Answer(response.status(), Json.parseObject(body.toString().strip()));
    }

    private Answer ask(String user, String object) throws InterruptedException {
        return ask(user, "GET", Map.of("object", object));
    }

    @Test
    void whoMayGetAnObjectMayAskWhyByAnyNameOfItsKind() throws InterruptedException {
        for (String kind : List.of("configmaps", "configmap", "cm", "ConfigMap")) {
            Answer answer = ask("anna", kind + "/settings");

            assertThat(answer.status()).as(kind).isEqualTo(200);
            ObjectValue made = answer.body().list("chain").objects().getFirst();
            assertThat(made.text("actor", "")).isEqualTo("kubernetes-admin");
            assertThat(made.text("what", "")).isEqualTo("create configmaps default/settings");
            assertThat(made.text("time", "")).isEqualTo("2026-01-01T00:00:00Z");
        }
    }

    @Test
    void whoMayNotGetItIsRefusedWhetherItExistsOrNot() throws InterruptedException {
        assertThat(ask("bert", "cm/settings").status()).isEqualTo(403);
        assertThat(ask("bert", "cm/nothing").status()).isEqualTo(403);
        assertThat(ask("anna", "deployment/web").status()).isEqualTo(403);
        assertThat(ask("anna", "GET", Map.of("object", "cm/settings", "namespace", "other"))
                        .status())
                .isEqualTo(403);
        assertThat(ask("anna", "nonsense").status()).isEqualTo(403);
        assertThat(ask("", "cm/settings").status()).isEqualTo(403);
        assertThat(ask("bert", "cm/settings").body().text("message", ""))
                .contains("configmaps \"settings\" is forbidden: User \"bert\" cannot get resource \"configmaps\"");
    }

    @Test
    void whatIsNotThereAndNeverWasIsNotFound() throws InterruptedException {
        Answer answer = ask("anna", "cm/nothing");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().text("message", "")).isEqualTo("configmaps \"nothing\" not found");
    }

    @Test
    void eventsAreToldOnlyToThoseWhoMayListThem() throws InterruptedException {
        ObjectValue settings = admin.get(Resources.CONFIGMAPS, ObjectKey.of("default", "settings"))
                .tree();
        create(Resources.EVENTS, """
                metadata: {namespace: default, name: settings.1}
                involvedObject: {kind: ConfigMap, namespace: default, name: settings, uid: %s}
                type: Normal
                reason: Noticed
                message: it is there
                source: {component: somebody}
                """.formatted(settings.object("metadata").text("uid", "")));
        assertThat(ask("anna", "cm/settings").body().list("events")).isEmpty();

        create(Resources.CLUSTERROLEBINDINGS, """
                metadata: {name: viewer}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: anna}]
                """);
        assertThat(ask("anna", "cm/settings").body().list("events").objects())
                .extracting(event -> event.text("reason", "") + ": " + event.text("message", ""))
                .containsExactly("Noticed: it is there");
    }

    @Test
    void explainersOfOtherPartsAddWhatTheyKnow() throws InterruptedException {
        server.explainers()
                .add(
                        "fortune-teller",
                        Resources.CONFIGMAPS,
                        key -> key.name().equals("settings")
                                ? Optional.of(ObjectValue.of("future", "bright"))
                                : Optional.empty());

        assertThat(ask("anna", "cm/settings").body().object("findings"))
                .isEqualTo(ObjectValue.of("fortune-teller", ObjectValue.of("future", "bright")));
    }

    @Test
    void nothingIsWrittenThere() throws InterruptedException {
        assertThat(ask("anna", "POST", Map.of("object", "cm/settings")).status())
                .isEqualTo(405);
    }
}
