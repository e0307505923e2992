package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.Requests.Answer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.http.Headers;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiClient;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /debug/why} over HTTP: who may ask, what is answered. */
class WhyEndpointTest {
    private Requests requests;
    private ApiServer server;
    private ApiClient admin;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
        server = requests.server();
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
        requests.close();
    }

    private <T extends dev.jukung.model.KubeObject> void create(ResourceType<T> type, String yaml)
            throws InterruptedException {
        admin.create(type, type.view().apply((ObjectValue) Yaml.parse(yaml)));
    }

    private Answer ask(String user, String method, Map<String, String> parameters) throws Exception {
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String target = query.isEmpty() ? "/debug/why" : "/debug/why?" + query;
        return user.isEmpty()
                ? requests.sendAnonymously(method, target, Headers.NONE)
                : requests.sendAs(user, method, target);
    }

    private Answer ask(String user, String object) throws Exception {
        return ask(user, "GET", Map.of("object", object));
    }

    @Test
    void whoMayGetAnObjectMayAskWhyByAnyNameOfItsKind() throws Exception {
        for (String kind : List.of("configmaps", "configmap", "cm", "ConfigMap")) {
            Answer answer = ask("anna", kind + "/settings");

            assertThat(answer.code()).as(kind).isEqualTo(200);
            ObjectValue made = answer.json().list("chain").objects().getFirst();
            assertThat(made.text("actor", "")).isEqualTo("kubernetes-admin");
            assertThat(made.text("what", "")).isEqualTo("create configmaps default/settings");
            assertThat(made.text("time", "")).isEqualTo("2026-01-01T00:00:00Z");
        }
    }

    @Test
    void whoMayNotGetItIsRefusedWhetherItExistsOrNot() throws Exception {
        assertThat(ask("bert", "cm/settings").code()).isEqualTo(403);
        assertThat(ask("bert", "cm/nothing").code()).isEqualTo(403);
        assertThat(ask("anna", "deployment/web").code()).isEqualTo(403);
        assertThat(ask("anna", "GET", Map.of("object", "cm/settings", "namespace", "other"))
                        .code())
                .isEqualTo(403);
        assertThat(ask("anna", "nonsense").code()).isEqualTo(403);
        assertThat(ask("", "cm/settings").code()).isEqualTo(403);
        assertThat(ask("bert", "cm/settings").json().text("message", ""))
                .contains("configmaps \"settings\" is forbidden: User \"bert\" cannot get resource \"configmaps\"");
    }

    @Test
    void whatIsNotThereAndNeverWasIsNotFound() throws Exception {
        Answer answer = ask("anna", "cm/nothing");

        assertThat(answer.code()).isEqualTo(404);
        assertThat(answer.json().text("message", "")).isEqualTo("configmaps \"nothing\" not found");
    }

    @Test
    void eventsAreToldOnlyToThoseWhoMayListThem() throws Exception {
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
        assertThat(ask("anna", "cm/settings").json().list("events")).isEmpty();

        create(Resources.CLUSTERROLEBINDINGS, """
                metadata: {name: viewer}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: anna}]
                """);
        assertThat(ask("anna", "cm/settings").json().list("events").objects())
                .extracting(event -> event.text("reason", "") + ": " + event.text("message", ""))
                .containsExactly("Noticed: it is there");
    }

    @Test
    void explainersOfOtherPartsAddWhatTheyKnow() throws Exception {
        server.explainers()
                .add(
                        "fortune-teller",
                        Resources.CONFIGMAPS,
                        key -> key.name().equals("settings")
                                ? Optional.of(ObjectValue.of("future", "bright"))
                                : Optional.empty());

        assertThat(ask("anna", "cm/settings").json().object("findings"))
                .isEqualTo(ObjectValue.of("fortune-teller", ObjectValue.of("future", "bright")));
    }

    @Test
    void nothingIsWrittenThere() throws Exception {
        assertThat(ask("anna", "POST", Map.of("object", "cm/settings")).code()).isEqualTo(405);
    }
}
