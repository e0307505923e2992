package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a kubelet may read and write: the Node authorizer and NodeRestriction, in the words of the reference server. */
class NodeAccessTest {
    private static final String CORE = "/api/v1/namespaces/default/";
    private static final String NODES = "/api/v1/nodes";
    private static final String WANTED =
            "403 Forbidden: secrets \"%s\" is forbidden: User \"system:node:n1\" cannot get resource \"secrets\" in API group \"\" in the namespace \"default\": no relationship found between node 'n1' and this object";

    private Requests requests;

    @BeforeEach
    void start() throws Exception {
        requests = new Requests();
        admin("POST", CORE + "serviceaccounts", "{'metadata':{'name':'default'}}");
        for (String name : List.of("s", "other", "image", "env", "pv")) {
            admin("POST", CORE + "secrets", "{'metadata':{'name':'" + name + "'}}");
        }
        admin("POST", CORE + "configmaps", "{'metadata':{'name':'c'}}");
        admin("POST", NODES, "{'metadata':{'name':'n1'}}");
        admin("POST", NODES, "{'metadata':{'name':'n2'}}");
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private Requests.Answer admin(String method, String target, String body) throws Exception {
        return requests.send(
                method,
                target,
                dev.jukung.http.Headers.of("Content-Type", "application/json"),
                body.replace('\'', '"'));
    }

    private Requests.Answer node(String method, String target, String body) throws Exception {
        return requests.sendAs("system:node:n1", List.of("system:nodes"), method, target, body.replace('\'', '"'));
    }

    private String refusal(String method, String target, String body) throws Exception {
        return node(method, target, body).refusal();
    }

    private void pod(String name, String node) throws Exception {
        Requests.Answer made = admin("POST", CORE + "pods", """
                {'metadata':{'name':'%s'},'spec':{'nodeName':'%s','imagePullSecrets':[{'name':'image'}],
                'volumes':[{'name':'v','secret':{'secretName':'s'}},{'name':'w','persistentVolumeClaim':{'claimName':'claim'}}],
                'containers':[{'name':'a','image':'b','envFrom':[{'configMapRef':{'name':'c'}}],
                'env':[{'name':'E','valueFrom':{'secretKeyRef':{'name':'env','key':'k'}}}]}]}}""".formatted(name, node));
        assertThat(made.code()).as(made.body()).isEqualTo(201);
    }

    @Test
    void aNodeReadsWhatItsPodsMentionAsLongAsTheyAreThere() throws Exception {
        assertThat(refusal("GET", CORE + "secrets/s", "")).isEqualTo(WANTED.formatted("s"));
        pod("p", "n1");
        for (String target : List.of("secrets/s", "secrets/image", "secrets/env", "configmaps/c", "pods/p")) {
            assertThat(node("GET", CORE + target, "").code()).as(target).isEqualTo(200);
        }
        assertThat(node("GET", CORE + "secrets?fieldSelector=metadata.name%3Ds", "")
                        .code())
                .isEqualTo(200);
        assertThat(refusal("GET", CORE + "secrets/other", "")).isEqualTo(WANTED.formatted("other"));
        assertThat(refusal("GET", CORE + "secrets", "")).endsWith(": No Object name found");
        assertThat(refusal("DELETE", CORE + "secrets/s", "")).endsWith(": can only read resources of this type");

        pod("q", "n1");
        admin("DELETE", CORE + "pods/p", "{'gracePeriodSeconds':0}");
        assertThat(node("GET", CORE + "secrets/s", "").code())
                .as("another Pod still needs it")
                .isEqualTo(200);
        admin("DELETE", CORE + "pods/q", "{'gracePeriodSeconds':0}");
        assertThat(refusal("GET", CORE + "secrets/s", "")).isEqualTo(WANTED.formatted("s"));
    }

    @Test
    void whatAPodOfAnotherNodeMentionsIsNotReadable() throws Exception {
        pod("p", "n2");
        assertThat(refusal("GET", CORE + "secrets/s", "")).isEqualTo(WANTED.formatted("s"));
        assertThat(refusal("GET", CORE + "pods/p", ""))
                .endsWith(": no relationship found between node 'n1' and this object");
        assertThat(refusal("GET", CORE + "pods", ""))
                .endsWith(": can only list/watch pods with spec.nodeName field selector");
        assertThat(node("GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Dn1", "")
                        .code())
                .isEqualTo(200);
        assertThat(refusal("GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Dn2", ""))
                .endsWith(": can only list/watch pods with spec.nodeName field selector");
    }

    @Test
    void aVolumeAndItsSecretAreReachedThroughTheClaim() throws Exception {
        admin("POST", "/api/v1/persistentvolumes", """
                {'metadata':{'name':'volume'},'spec':{'capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOnce'],
                'claimRef':{'namespace':'default','name':'claim'},
                'csi':{'driver':'d','volumeHandle':'h','nodePublishSecretRef':{'namespace':'default','name':'pv'},
                'controllerPublishSecretRef':{'namespace':'default','name':'other'}}}}""");
        assertThat(node("GET", "/api/v1/persistentvolumes/volume", "").code()).isEqualTo(403);
        pod("p", "n1");
        assertThat(node("GET", "/api/v1/persistentvolumes/volume", "").code()).isEqualTo(200);
        assertThat(node("GET", CORE + "secrets/pv", "").code()).isEqualTo(200);
        assertThat(node("GET", CORE + "secrets/other", "").code())
                .as("for the controller only")
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GET | /api/v1/nodes | node 'n1' cannot read all nodes, only its own Node object
            GET | /api/v1/nodes/n2 | node 'n1' cannot read 'n2', only its own Node object
            GET | /apis/coordination.k8s.io/v1/namespaces/default/leases/n1 | can only access leases in the "kube-node-lease" system namespace
            GET | /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n2 | can only access node lease with the same name as the requesting node
            GET | /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases | can only get, create, update, patch, or delete a node lease
            GET | /apis/storage.k8s.io/v1/csinodes/n2 | can only access CSINode with the same name as the requesting node
            GET | /apis/storage.k8s.io/v1/csinodes | can only get, create, update, patch, or delete a CSINode
            GET | /apis/resource.k8s.io/v1/resourceslices | can only list/watch/deletecollection resourceslices with nodeName field selector
            GET | /api/v1/persistentvolumes | can only get individual resources of this type
            POST | /api/v1/namespaces/default/serviceaccounts/default/token | no relationship found between node 'n1' and this object
            """)
    void whatIsNotItsOwnIsRefusedWithTheReason(String method, String target, String reason) throws Exception {
        assertThat(refusal(method, target, "{}")).startsWith("403 Forbidden").endsWith(": " + reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'metadata':{'name':'n3'}} | nodes "n3" is forbidden: node "n1" is not allowed to modify node "n3"
            {'metadata':{'name':'n1','labels':{'node-restriction.kubernetes.io/x':'y','kubernetes.io/os':'linux','kubernetes.io/foo':'a','a.node.kubernetes.io/b':'c'}}} | nodes "n1" is forbidden: node "n1" is not allowed to set the following labels: kubernetes.io/foo, node-restriction.kubernetes.io/x
            """)
    void aNodeMakesItselfOnlyWithLabelsThatAreItsOwn(String body, String message) throws Exception {
        assertThat(refusal("POST", NODES, body)).isEqualTo("403 Forbidden: " + message);
    }

    @Test
    void aNodeDoesNotChangeItsTaintsOwnersOrLabels() throws Exception {
        String patch = "{'metadata':{'name':'n1'%s},'spec':{%s}}";
        assertThat(refusal("PUT", NODES + "/n1", patch.formatted("", "'taints':[]")))
                .isEqualTo("403 Forbidden: nodes \"n1\" is forbidden: node \"n1\" is not allowed to modify taints");
        String taints = "'taints':[{'key':'node.kubernetes.io/not-ready','effect':'NoSchedule'}]";
        assertThat(refusal(
                        "PUT",
                        NODES + "/n1",
                        patch.formatted(",'labels':{'node-restriction.kubernetes.io/x':'y'}", taints)))
                .isEqualTo(
                        "403 Forbidden: nodes \"n1\" is forbidden: is not allowed to modify labels: node-restriction.kubernetes.io/x");
        assertThat(refusal(
                        "PUT",
                        NODES + "/n1",
                        patch.formatted(
                                ",'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'x','uid':'u'}]", taints)))
                .endsWith("node \"n1\" is not allowed to modify ownerReferences");
        assertThat(node("PUT", NODES + "/n1", patch.formatted(",'labels':{'mine':'y'}", taints))
                        .code())
                .isEqualTo(200);
    }

    @Test
    void aNodeMakesMirrorsOfItsStaticPodsOnly() throws Exception {
        String uid = requests.get(NODES + "/n1").json().object("metadata").text("uid", "");
        String mirror =
                "{'metadata':{'name':'m','annotations':{'kubernetes.io/config.mirror':'h'}%s},'spec':{'nodeName':'%s','containers':[{'name':'a','image':'b'}]%s}}";
        String owner = ",'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'n1','uid':'" + uid
                + "','controller':true}]";
        String refused = "403 Forbidden: pods \"m\" is forbidden: node \"n1\" ";
        assertThat(refusal("POST", CORE + "pods", mirror.formatted(owner, "n2", "")))
                .isEqualTo(refused + "can only create pods with spec.nodeName set to itself");
        assertThat(refusal("POST", CORE + "pods", mirror.formatted("", "n1", "")))
                .isEqualTo(refused + "can only create pods with an owner reference set to itself");
        assertThat(refusal("POST", CORE + "pods", mirror.formatted(owner.replace(uid, "x"), "n1", "")))
                .isEqualTo("403 Forbidden: pods \"m\" is forbidden: node n1 UID mismatch: expected x got " + uid);
        assertThat(refusal(
                        "POST",
                        CORE + "pods",
                        mirror.formatted(owner, "n1", ",'volumes':[{'name':'v','secret':{'secretName':'s'}}]")))
                .isEqualTo(refused + "can not create pods that reference secrets");
        assertThat(node("POST", CORE + "pods", mirror.formatted(owner, "n1", ""))
                        .code())
                .isEqualTo(201);
        assertThat(node("DELETE", CORE + "pods/m", "{'gracePeriodSeconds':0}").code())
                .isEqualTo(200);
    }

    @Test
    void aNodeAsksForTokensOfItsPodsOnlyAndForTheirAudiences() throws Exception {
        pod("p", "n1");
        pod("elsewhere", "n2");
        String token = CORE + "serviceaccounts/default/token";
        String refused = "403 Forbidden: serviceaccounts \"default\" is forbidden: ";
        assertThat(refusal("POST", token, "{'spec':{}}"))
                .isEqualTo(refused + "node requested token not bound to a pod");
        String bound = "{'spec':{'audiences':%s,'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'%s'%s}}}";
        assertThat(refusal("POST", token, bound.formatted("[]", "p", "")))
                .isEqualTo(refused + "node requested token with a pod binding without a uid");
        assertThat(refusal("POST", token, bound.formatted("[]", "elsewhere", ",'uid':'" + uid("elsewhere") + "'")))
                .isEqualTo(refused + "node requested token bound to a pod scheduled on a different node");
        assertThat(refusal("POST", token, bound.formatted("['vault']", "p", ",'uid':'" + uid("p") + "'")))
                .isEqualTo(
                        refused
                                + "audience \"vault\" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience");
        assertThat(node("POST", token, bound.formatted("[]", "p", ",'uid':'" + uid("p") + "'"))
                        .code())
                .isEqualTo(201);
    }

    private String uid(String pod) throws Exception {
        return requests.get(CORE + "pods/" + pod).json().object("metadata").text("uid", "");
    }

    @Test
    void aNodeReportsTheStatusOfItsOwnPodsOnly() throws Exception {
        pod("p", "n1");
        pod("elsewhere", "n2");
        assertThat(refusal("PUT", CORE + "pods/elsewhere/status", "{'metadata':{'name':'elsewhere'},'status':{}}"))
                .isEqualTo(
                        "403 Forbidden: pods \"elsewhere\" is forbidden: node \"n1\" can only update pod status for pods with spec.nodeName set to itself");
        assertThat(refusal("POST", CORE + "pods/elsewhere/eviction", "{'metadata':{'name':'elsewhere'}}"))
                .isEqualTo(
                        "403 Forbidden: pods \"elsewhere\" is forbidden: node n1 can only evict pods with spec.nodeName set to itself");
        String running =
                "{'metadata':{'name':'p','namespace':'default'},'spec':{'containers':[{'name':'a','image':'b'}]},'status':{'phase':'Running'}}";
        Requests.Answer reported = node("PUT", CORE + "pods/p/status", running);
        assertThat(reported.code()).as(reported.body()).isEqualTo(200);
    }
}
