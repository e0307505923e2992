package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Roles and bindings: what they allow over HTTP, and that nobody gives away by them what he does not have. */
class RoleEscalationTest {
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final String REFERENCE =
            "\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"%s\",\"name\":\"%s\"}";
    private static final List<String> GROUPS = List.of("dev", "ops");
    private static final String WHO =
            "user \"alice\" (groups=[\"dev\" \"ops\" \"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n";

    private Requests requests;

    @BeforeEach
    void start() throws Exception {
        requests = new Requests();
        make(
                "clusterroles",
                "{\"metadata\":{\"name\":\"writer\"},\"rules\":[{\"apiGroups\":[\"rbac.authorization.k8s.io\"],\"resources\":[\"roles\",\"rolebindings\",\"clusterroles\",\"clusterrolebindings\"],\"verbs\":[\"create\",\"update\",\"get\"]}]}");
        make("clusterrolebindings", binding("alice-writes", "ClusterRole", "writer", "alice"));
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private void make(String resource, String body) throws Exception {
        assertThat(requests.post(RBAC + resource, body).code()).isEqualTo(201);
    }

    private static String binding(String name, String kind, String role, String user) {
        return "{\"metadata\":{\"name\":\"" + name + "\"}," + REFERENCE.formatted(kind, role)
                + ",\"subjects\":[{\"kind\":\"User\",\"apiGroup\":\"rbac.authorization.k8s.io\",\"name\":\"" + user
                + "\"}]}";
    }

    private Requests.Answer asAlice(String resource, String body) throws Exception {
        return requests.sendAs("alice", GROUPS, "POST", RBAC + resource, body);
    }

    @Test
    void aRoleMayNotGiveMoreThanItsMakerHas() throws Exception {
        make("clusterrolebindings", binding("dangling", "ClusterRole", "nope", "alice"));
        assertThat(asAlice(
                                "namespaces/default/roles",
                                "{\"metadata\":{\"name\":\"r1\"},\"rules\":[{\"apiGroups\":[\"\",\"apps\"],\"resources\":[\"pods\",\"pods/log\"],\"verbs\":[\"get\",\"list\"]},{\"apiGroups\":[\"\"],\"resources\":[\"secrets\"],\"resourceNames\":[\"x\",\"y\"],\"verbs\":[\"get\"]}]}")
                        .refusal())
                .isEqualTo("403 Forbidden: roles.rbac.authorization.k8s.io \"r1\" is forbidden: " + WHO + """
                        {APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}
                        {APIGroups:[""], Resources:["pods/log"], Verbs:["get" "list"]}
                        {APIGroups:[""], Resources:["secrets"], ResourceNames:["x"], Verbs:["get"]}
                        {APIGroups:[""], Resources:["secrets"], ResourceNames:["y"], Verbs:["get"]}
                        {APIGroups:["apps"], Resources:["pods"], Verbs:["get" "list"]}
                        {APIGroups:["apps"], Resources:["pods/log"], Verbs:["get" "list"]}; \
                        resolution errors: [roles.rbac.authorization.k8s.io "nope" not found]""");
        assertThat(asAlice(
                                "clusterroles",
                                "{\"metadata\":{\"name\":\"r1\"},\"aggregationRule\":{\"clusterRoleSelectors\":[{\"matchLabels\":{\"a\":\"b\"}}]}}")
                        .refusal())
                .isEqualTo(
                        "403 Forbidden: clusterroles.rbac.authorization.k8s.io \"r1\" is forbidden: must have cluster-admin privileges to use the aggregationRule");
        assertThat(asAlice(
                                "clusterroles",
                                "{\"metadata\":{\"name\":\"same\"},\"rules\":[{\"apiGroups\":[\"rbac.authorization.k8s.io\"],\"resources\":[\"roles\"],\"verbs\":[\"get\"]}]}")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void aBindingMayNotGiveMoreEither() throws Exception {
        assertThat(asAlice("clusterrolebindings", binding("b", "ClusterRole", "cluster-admin", "mallory"))
                        .refusal())
                .isEqualTo(
                        "403 Forbidden: clusterrolebindings.rbac.authorization.k8s.io \"b\" is forbidden: " + WHO
                                + "{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}\n{NonResourceURLs:[\"*\"], Verbs:[\"*\"]}");
        assertThat(asAlice("namespaces/default/rolebindings", binding("b", "Role", "nope", "mallory"))
                        .refusal())
                .isEqualTo("404 NotFound: rolebindings.rbac.authorization.k8s.io \"nope\" not found");
    }

    @Test
    void whoMayEscalateOrBindMayGiveIt() throws Exception {
        make(
                "clusterroles",
                "{\"metadata\":{\"name\":\"trusted\"},\"rules\":[{\"apiGroups\":[\"rbac.authorization.k8s.io\"],\"resources\":[\"roles\"],\"verbs\":[\"escalate\"]},{\"apiGroups\":[\"rbac.authorization.k8s.io\"],\"resources\":[\"clusterroles\"],\"resourceNames\":[\"system:kube-scheduler\"],\"verbs\":[\"bind\"]}]}");
        make("clusterrolebindings", binding("alice-trusted", "ClusterRole", "trusted", "alice"));
        assertThat(asAlice(
                                "namespaces/default/roles",
                                "{\"metadata\":{\"name\":\"r1\"},\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"*\"]}]}")
                        .code())
                .isEqualTo(201);
        assertThat(asAlice("clusterrolebindings", binding("b", "ClusterRole", "system:kube-scheduler", "x"))
                        .code())
                .isEqualTo(201);
    }

    @Test
    void aBindingToARoleThatIsNotThereIsToldWithTheRefusal() throws Exception {
        make("clusterrolebindings", binding("dangling", "ClusterRole", "nope", "bob"));
        assertThat(requests.sendAs("bob", "GET", "/api/v1/namespaces/default/pods")
                        .refusal())
                .isEqualTo(
                        "403 Forbidden: pods is forbidden: User \"bob\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\": RBAC: clusterrole.rbac.authorization.k8s.io \"nope\" not found");
    }

    @Test
    void aTeamWorksInItsOwnNamespaceOnly() throws Exception {
        for (String team : List.of("team-a", "team-b")) {
            requests.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + team + "\"}}");
            make(
                    "namespaces/" + team + "/roles",
                    "{\"metadata\":{\"name\":\"work\"},\"rules\":[{\"apiGroups\":[\"\",\"apps\"],\"resources\":[\"pods\",\"deployments\"],\"verbs\":[\"*\"]}]}");
        }
        String member = "/apis/apps/v1/namespaces/team-a/deployments";
        assertThat(requests.sendAs("ann", "GET", member).code())
                .as("before the binding")
                .isEqualTo(403);
        make("namespaces/team-a/rolebindings", binding("work", "Role", "work", "ann"));
        make("namespaces/team-b/rolebindings", binding("work", "Role", "work", "ben"));
        assertThat(requests.sendAs("ann", "GET", member).code()).isEqualTo(200);
        assertThat(requests.sendAs("ann", "GET", "/api/v1/namespaces/team-b/pods")
                        .code())
                .isEqualTo(403);
        assertThat(requests.sendAs("ann", "GET", "/api/v1/namespaces/team-a/secrets")
                        .code())
                .isEqualTo(403);
        assertThat(requests.sendAs("ben", "GET", "/api/v1/namespaces/team-b/pods")
                        .code())
                .isEqualTo(200);
        assertThat(requests.sendAs("ben", "GET", "/api/v1/namespaces/default/pods")
                        .code())
                .isEqualTo(403);
    }

    @Test
    void whoMaySeeOneObjectListsItByItsName() throws Exception {
        make(
                "namespaces/default/roles",
                "{\"metadata\":{\"name\":\"one\"},\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"],\"resourceNames\":[\"x\"],\"verbs\":[\"list\",\"watch\"]}]}");
        make("namespaces/default/rolebindings", binding("one", "Role", "one", "ann"));
        assertThat(requests.sendAs("ann", "GET", Requests.CONFIGMAPS + "?fieldSelector=metadata.name%3Dx")
                        .code())
                .isEqualTo(200);
        assertThat(requests.sendAs("ann", "GET", Requests.CONFIGMAPS + "?fieldSelector=metadata.name%3Dy")
                        .code())
                .isEqualTo(403);
        assertThat(requests.sendAs("ann", "GET", Requests.CONFIGMAPS).code()).isEqualTo(403);
    }
}
