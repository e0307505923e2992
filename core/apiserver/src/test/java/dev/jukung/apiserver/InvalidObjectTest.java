package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What kube-apiserver v1.36 says of objects whose fields do not go together, kind by kind. */
class InvalidObjectTest {
    private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";
    private static final String FLOW = "/apis/flowcontrol.apiserver.k8s.io/v1/";
    private static final String NETWORK = "/apis/networking.k8s.io/v1/namespaces/default/";

    private Requests requests;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    /**
     * @param json what the object has besides its name {@code x} or its metadata, with ' for "
     * @param refusal the same, and with ~ for '
     */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("objects")
    void isRefusedWithTheCauses(String collection, String json, String refusal) throws Exception {
        String object = json.startsWith("'metadata'") ? "{" + json + "}" : "{'metadata':{'name':'x'}," + json + "}";
        String message =
                requests.post(collection, object.replace('\'', '"')).json().text("message", "");

        assertThat(message.substring(message.indexOf(" is invalid: ") + 13))
                .isEqualTo(refusal.replace('\'', '"').replace('~', '\''));
    }

    static Stream<Arguments> objects() {
        return Stream.of(
                of(
                        ADMISSION + "validatingwebhookconfigurations",
                        "'webhooks':[{'name':'a.b','sideEffects':'Some','admissionReviewVersions':['v9'],'timeoutSeconds':31,'clientConfig':{'url':'https://a'}}]",
                        "[webhooks[0].name: Invalid value: 'a.b': should be a domain with at least three segments separated by dots, "
                                + "webhooks[0].sideEffects: Unsupported value: 'Some': supported values: 'None', 'NoneOnDryRun', "
                                + "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds, "
                                + "webhooks[0].admissionReviewVersions: Invalid value: ['v9']: must include at least one of v1, v1beta1]"),
                of(
                        ADMISSION + "mutatingwebhookconfigurations",
                        "'webhooks':[{'name':'a.b.c','sideEffects':'None','admissionReviewVersions':['v1'],'clientConfig':{},"
                                + "'rules':[{'operations':['*','CREATE'],'apiGroups':[],'apiVersions':['v1'],'resources':['pods/*','pods/log']}]}]",
                        "[webhooks[0].rules[0].operations: Invalid value: ['*','CREATE']: if ~*~ is present, must not specify other operations, "
                                + "webhooks[0].rules[0].apiGroups: Required value, "
                                + "webhooks[0].rules[0].resources[1]: Invalid value: 'pods/log': if ~pods/*~ is present, must not specify pods/log, "
                                + "webhooks[0].clientConfig: Required value: exactly one of url or service is required]"),
                of(
                        FLOW + "flowschemas",
                        "'spec':{'matchingPrecedence':1,'priorityLevelConfiguration':{'name':''},'rules':[{'subjects':[{'kind':'User'}],'resourceRules':[{'verbs':['get'],'apiGroups':['*'],'resources':['*']}]}]}",
                        "[spec.matchingPrecedence: Invalid value: 1: only the schema named ~exempt~ may have matchingPrecedence 1, "
                                + "spec.priorityLevelConfiguration.name: Required value: must reference a priority level, "
                                + "spec.rules[0].subjects[0].user: Required value: user is required when subject kind is ~User~, "
                                + "spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace]"),
                of(
                        FLOW + "prioritylevelconfigurations",
                        "'spec':{'type':'Limited','limited':{'limitResponse':{'type':'Queue','queuing':{'queues':4,'handSize':9,'queueLengthLimit':-1}}}}",
                        "[spec.limited.limitResponse.queuing.queueLengthLimit: Invalid value: -1: must be positive, "
                                + "spec.limited.limitResponse.queuing.handSize: Invalid value: 9: should not be greater than queues (4)]"),
                of(
                        NETWORK + "networkpolicies",
                        "'spec':{'podSelector':{},'policyTypes':['Other'],'ingress':[{'from':[{},{'podSelector':{},'ipBlock':{'cidr':'10.0.0.0/8','except':['11.0.0.0/9']}}],'ports':[{'endPort':3}]}]}",
                        "[spec.ingress[0].ports[0].endPort: Invalid value: 3: may not be specified when `port` is not specified, "
                                + "spec.ingress[0].from[0]: Required value: must specify a peer, "
                                + "spec.ingress[0].from[1].ipBlock.except[0]: Invalid value: '11.0.0.0/9': must be a strict subset of `cidr`, "
                                + "spec.ingress[0].from[1]: Forbidden: may not specify both ipBlock and another peer, "
                                + "spec.policyTypes[0]: Unsupported value: 'Other': supported values: 'Ingress', 'Egress']"),
                of(
                        NETWORK + "ingresses",
                        "'spec':{'rules':[{'host':'1.2.3.4','http':{'paths':[{'path':'a','pathType':'Prefix','backend':{'service':{'name':'s'}}}]}}]}",
                        "[spec.rules[0].host: Invalid value: '1.2.3.4': must be a DNS name, not an IP address, "
                                + "spec.rules[0].http.paths[0].path: Invalid value: 'a': must be an absolute path, "
                                + "spec.rules[0].http.paths[0].backend: Required value: port name or number is required]"),
                of(
                        NETWORK + "ingresses",
                        "'spec':{}",
                        "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"),
                of(
                        "/api/v1/persistentvolumes",
                        "'spec':{'accessModes':['ReadOnce'],'capacity':{'cpu':1}}",
                        "[spec.accessModes: Unsupported value: 'ReadOnce': supported values: 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod', "
                                + "spec.capacity: Unsupported value: {'cpu':'1'}: supported values: 'storage', "
                                + "spec: Required value: must specify a volume type]"),
                of(
                        "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
                        "'spec':{'scaleTargetRef':{'kind':'Deployment','name':'d','apiVersion':'v1'}}",
                        "[spec.maxReplicas: Required value: must be set and greater than 0, "
                                + "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`, "
                                + "spec.scaleTargetRef.apiVersion: Invalid value: 'v1': apiVersion must specify API group]"),
                of(
                        "/api/v1/namespaces/default/configmaps",
                        "'metadata':{'name':'x','labels':{'a/b/c':'','d/':''}}",
                        "[metadata.labels: Invalid value: 'a/b/c': a valid label key must consist of alphanumeric characters, ~-~, ~_~ or ~.~, and must start and end with an alphanumeric character (e.g. ~MyName~,  or ~my.name~,  or ~123-abc~, regex used for validation is ~([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]~) with an optional DNS subdomain prefix and ~/~ (e.g. ~example.com/MyName~), "
                                + "metadata.labels: Invalid value: 'd/': name part must be non-empty, "
                                + "metadata.labels: Invalid value: 'd/': name part must consist of alphanumeric characters, ~-~, ~_~ or ~.~, and must start and end with an alphanumeric character (e.g. ~MyName~,  or ~my.name~,  or ~123-abc~, regex used for validation is ~([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]~)]"));
    }

    private static Arguments of(String collection, String json, String refusal) {
        return Arguments.of(collection, json, refusal);
    }
}
