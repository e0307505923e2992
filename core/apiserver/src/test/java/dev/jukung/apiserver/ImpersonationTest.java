package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.http.Headers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Acting as somebody else, with the plain right and with the constrained ones of v1.36. */
class ImpersonationTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String WHOAMI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    private static final String BINDINGS = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";

    private Requests requests;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private Requests.Answer as(String user, String method, String target, String... headers) throws Exception {
        Headers all = Headers.of(headers).plus("Content-Type", "application/json");
        String body = method.equals("POST") ? "{}" : "";
        return user.isEmpty()
                ? requests.send(method, target, all, body)
                : requests.send(method, target, all, body, requests.certificates(user));
    }

    private void grant(String user, String rules) throws Exception {
        requests.post(ROLES, "{\"metadata\":{\"name\":\"r\"},\"rules\":" + rules + "}");
        Requests.Answer bound = requests.post(
                BINDINGS,
                "{\"metadata\":{\"name\":\"r\"},\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"r\"},"
                        + "\"subjects\":[{\"kind\":\"User\",\"apiGroup\":\"rbac.authorization.k8s.io\",\"name\":\""
                        + user
                        + "\"}]}");
        assertThat(bound.code()).isEqualTo(201);
    }

    @Test
    void theAdministratorMayBeAnybody() throws Exception {
        assertThat(as(
                                "",
                                "POST",
                                WHOAMI,
                                "Impersonate-User",
                                "bob",
                                "Impersonate-Group",
                                "g",
                                "Impersonate-Extra-Sc%2Fopes",
                                "v",
                                "Impersonate-Uid",
                                "u")
                        .json()
                        .object("status")
                        .toString())
                .isEqualTo(
                        "{\"userInfo\":{\"username\":\"bob\",\"uid\":\"u\",\"groups\":[\"g\",\"system:authenticated\"],\"extra\":{\"sc/opes\":[\"v\"]}}}");
        assertThat(groups("system:node:n1")).isEqualTo(List.of("system:nodes", "system:authenticated"));
        assertThat(groups("system:serviceaccount:ns:sa"))
                .isEqualTo(List.of("system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated"));
        assertThat(as("", "POST", WHOAMI, "Impersonate-User", "system:anonymous")
                        .refusal())
                .startsWith(
                        "403 Forbidden: selfsubjectreviews.authentication.k8s.io is forbidden: User \"system:anonymous\"");
    }

    private List<String> groups(String user) throws Exception {
        return as("", "POST", WHOAMI, "Impersonate-User", user)
                .json()
                .object("status")
                .object("userInfo")
                .list("groups")
                .texts();
    }

    @Test
    void partsOfAUserWithoutANameAreABadRequest() throws Exception {
        assertThat(as("", "GET", PODS, "Impersonate-Group", "a").refusal())
                .isEqualTo(
                        "400 BadRequest: requested &user.DefaultInfo{Name:\"\", UID:\"\", Groups:[]string{\"a\"}, Extra:map[string][]string(nil)} without impersonating a user name");
        assertThat(as("", "GET", PODS, "Impersonate-Extra-Foo", "a", "Impersonate-Uid", "3")
                        .refusal())
                .isEqualTo(
                        "400 BadRequest: requested &user.DefaultInfo{Name:\"\", UID:\"3\", Groups:[]string(nil), Extra:map[string][]string{\"foo\":[]string{\"a\"}}} without impersonating a user name");
    }

    @Test
    void theRightOfTheFirstModeThatFitsIsTheOneThatIsMissed() throws Exception {
        String missing =
                "403 Forbidden: pods is forbidden: User \"alice\" cannot impersonate-on:%s:list resource \"pods\""
                        + " in API group \"\" in the namespace \"default\"";
        assertThat(as("alice", "GET", PODS, "Impersonate-User", "bob").refusal())
                .isEqualTo(missing.formatted("user-info"));
        assertThat(as("alice", "GET", PODS, "Impersonate-User", "system:serviceaccount:default:x")
                        .refusal())
                .isEqualTo(missing.formatted("serviceaccount"));
        assertThat(as("alice", "GET", PODS, "Impersonate-User", "system:node:n1")
                        .refusal())
                .isEqualTo(missing.formatted("arbitrary-node"));
    }

    @Test
    void thePlainRightIsEnough() throws Exception {
        grant(
                "alice",
                "[{\"apiGroups\":[\"\"],\"resources\":[\"users\"],\"verbs\":[\"impersonate\"],\"resourceNames\":[\"bob\"]}]");
        assertThat(as("alice", "POST", WHOAMI, "Impersonate-User", "bob").code())
                .isEqualTo(201);
        assertThat(as("alice", "POST", WHOAMI, "Impersonate-User", "bob", "Impersonate-Group", "g")
                        .code())
                .isEqualTo(403);
    }

    @Test
    void theConstrainedRightIsForOneUserAndOneVerb() throws Exception {
        grant(
                "alice",
                "[{\"apiGroups\":[\"authentication.k8s.io\"],\"resources\":[\"users\"],\"verbs\":[\"impersonate:user-info\"],\"resourceNames\":[\"system:kube-scheduler\"]},"
                        + "{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"impersonate-on:user-info:list\"]}]");
        assertThat(as("alice", "GET", PODS, "Impersonate-User", "system:kube-scheduler")
                        .code())
                .isEqualTo(200);
        assertThat(as("alice", "GET", PODS + "/x", "Impersonate-User", "system:kube-scheduler")
                        .refusal())
                .startsWith(
                        "403 Forbidden: pods \"x\" is forbidden: User \"alice\" cannot impersonate-on:user-info:get");
        assertThat(as("alice", "GET", PODS, "Impersonate-User", "bob").refusal())
                .isEqualTo(
                        "403 Forbidden: users.authentication.k8s.io \"bob\" is forbidden: User \"alice\" cannot impersonate:user-info resource \"users\" in API group \"authentication.k8s.io\" at the cluster scope");
        assertThat(as(
                                "alice",
                                "GET",
                                PODS,
                                "Impersonate-User",
                                "system:kube-scheduler",
                                "Impersonate-Group",
                                "system:masters")
                        .refusal())
                .endsWith("impersonating the system:masters group is not allowed");
    }
}
