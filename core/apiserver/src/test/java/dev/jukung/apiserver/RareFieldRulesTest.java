package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rules of fields that few people write, in kinds that everybody writes, in the words of kube-apiserver v1.36.3 (learnt by
 * {@code conformance/compare}). Of several findings the test has the first.
 */
class RareFieldRulesTest {
    private static final String BATCH = "/apis/batch/v1/namespaces/default/";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String LABEL =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end"
                    + " with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    private static final String ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private static final String POD = "\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]";
    private static final String INDEXED = "\"completionMode\":\"Indexed\",\"completions\":4,";

    private static Requests requests;

    @BeforeAll
    static void start() throws Exception {
        requests = new Requests();
        requests.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    }

    @AfterAll
    static void stop() throws Exception {
        requests.close();
    }

    static Stream<Arguments> jobs() {
        return Stream.of(
                Arguments.of(
                        "\"podFailurePolicy\":{\"rules\":[{\"action\":\"Bad\",\"onPodConditions\":[{\"type\":\"Ready\"}]}]}",
                        "spec.podFailurePolicy.rules[0].action: Unsupported value: \"Bad\": supported values: \"Count\","
                                + " \"FailIndex\", \"FailJob\", \"Ignore\""),
                Arguments.of(
                        "\"podFailurePolicy\":{\"rules\":[{\"action\":\"FailIndex\",\"onPodConditions\":[{\"type\":\"Ready\"}]}]}",
                        "spec.podFailurePolicy.rules[0].action: Invalid value: \"FailIndex\": requires the"
                                + " backoffLimitPerIndex to be set"),
                Arguments.of(
                        "\"podFailurePolicy\":{\"rules\":[{\"action\":\"Count\"}]}",
                        "spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions"
                                + " is required"),
                Arguments.of(
                        codes("\"operator\":\"In\",\"values\":[0]"),
                        "spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In"
                                + " operator"),
                Arguments.of(
                        codes("\"operator\":\"NotIn\",\"values\":[2,1]"),
                        "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1]: must be ordered"),
                Arguments.of(
                        codes("\"operator\":\"In\",\"values\":[1,1]"),
                        "spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Duplicate value: 1"),
                Arguments.of(
                        codes("\"operator\":\"In\",\"values\":[]"),
                        "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: []: at least one value is"
                                + " required"),
                Arguments.of(
                        codes("\"operator\":\"In\",\"values\":[1],\"containerName\":\"b\""),
                        "spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: \"b\": must be one of"
                                + " the container or initContainer names in the pod template"),
                Arguments.of(
                        "\"podFailurePolicy\":{\"rules\":[{\"action\":\"Count\",\"onPodConditions\":[{\"type\":\"Ready\",\"status\":\"x\"}]}]}",
                        "spec.podFailurePolicy.rules[0].onPodConditions[0].status: Unsupported value: \"x\": supported"
                                + " values: \"False\", \"True\", \"Unknown\""),
                Arguments.of(
                        INDEXED + "\"successPolicy\":{\"rules\":[]}",
                        "spec.successPolicy.rules: Required value: at least one rules must be specified when the"
                                + " successPolicy is specified"),
                Arguments.of(
                        INDEXED + "\"successPolicy\":{\"rules\":[{}]}",
                        "spec.successPolicy.rules[0]: Required value: at least one of succeededCount or"
                                + " succeededIndexes must be specified"),
                Arguments.of(
                        INDEXED + "\"successPolicy\":{\"rules\":[{\"succeededCount\":5}]}",
                        "spec.successPolicy.rules[0].succeededCount: Invalid value: 5: must be less than or equal to 4"
                                + " (the number of specified completions)"),
                Arguments.of(
                        INDEXED + "\"successPolicy\":{\"rules\":[{\"succeededIndexes\":\"1,x\"}]}",
                        "spec.successPolicy.rules[0].succeededIndexes: Invalid value: \"1,x\": error parsing"
                                + " succeededIndexes: cannot convert string to integer for index: \"x\""),
                Arguments.of(
                        INDEXED + "\"successPolicy\":{\"rules\":[{\"succeededIndexes\":\"1-4\"}]}",
                        "spec.successPolicy.rules[0].succeededIndexes: Invalid value: \"1-4\": error parsing"
                                + " succeededIndexes: too large index: \"4\""),
                Arguments.of(
                        INDEXED + "\"successPolicy\":{\"rules\":[{\"succeededIndexes\":\"2,1\"}]}",
                        "spec.successPolicy.rules[0].succeededIndexes: Invalid value: \"2,1\": error parsing"
                                + " succeededIndexes: non-increasing order, previous: 2, current: 1"),
                Arguments.of(
                        INDEXED + "\"successPolicy\":{\"rules\":[{\"succeededIndexes\":\"1\",\"succeededCount\":2}]}",
                        "spec.successPolicy.rules[0].succeededCount: Invalid value: 2: must be less than or equal to 1"
                                + " (the number of indexes in the specified succeededIndexes field)"),
                Arguments.of(
                        INDEXED + "\"backoffLimitPerIndex\":1,\"maxFailedIndexes\":5",
                        "spec.maxFailedIndexes: Invalid value: 5: must be less than or equal to completions"),
                Arguments.of(
                        "\"manualSelector\":true",
                        "[spec.selector: Required value, spec.template.metadata.labels: Invalid value: null: `selector`"
                                + " does not match template `labels`]"));
    }

    private static String codes(String requirement) {
        return "\"podFailurePolicy\":{\"rules\":[{\"action\":\"Count\",\"onExitCodes\":{" + requirement + "}}]}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jobs")
    void jobsAreChecked(String fields, String message) throws Exception {
        String body = "{\"metadata\":{\"name\":\"x\"},\"spec\":{" + fields + ",\"template\":{\"spec\":{" + POD + "}}}}";

        assertThat(requests.post(BATCH + "jobs", body).refusal())
                .isEqualTo("422 Invalid: Job.batch \"x\" is invalid: " + message);
    }

    @Test
    void aJobKeepsTheLabelsThatItsPodsWereGivenAndRefusesThoseOfAnother() throws Exception {
        String labelled = "{\"metadata\":{\"name\":\"x\"},\"spec\":{\"template\":{\"metadata\":{\"labels\":"
                + "{\"job-name\":\"y\"}},\"spec\":{" + POD + "}}}}";

        assertThat(requests.post(BATCH + "jobs", labelled).refusal())
                .startsWith("422 Invalid: Job.batch \"x\" is invalid: spec.template.metadata.labels[job-name]: Invalid"
                        + " value: {")
                .endsWith("}: must be 'x'");
    }

    @Test
    void aSuspendedJobMayMoveButNotBecomeAnother() throws Exception {
        String body = "{\"metadata\":{\"name\":\"waiting\"},\"spec\":{\"suspend\":true,\"template\":{\"spec\":{" + POD
                + "}}}}";
        assertThat(requests.post(BATCH + "jobs", body).code()).isEqualTo(201);

        assertThat(requests.patch(
                                BATCH + "jobs/waiting",
                                Requests.MERGE,
                                "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":{\"a\":\"b\"}}}}}")
                        .code())
                .isEqualTo(200);
        assertThat(requests.patch(
                                BATCH + "jobs/waiting",
                                Requests.MERGE,
                                "{\"spec\":{\"template\":{\"spec\":{\"hostNetwork\":true}}}}")
                        .refusal())
                .startsWith("422 Invalid: Job.batch \"waiting\" is invalid: spec.template: Invalid value: ")
                .endsWith(": field is immutable");
    }

    @Test
    void completionsOfAnIndexedJobChangeWithItsParallelism() throws Exception {
        String body = "{\"metadata\":{\"name\":\"indexed\"},\"spec\":{" + INDEXED
                + "\"parallelism\":4,\"template\":{\"spec\":{" + POD + "}}}}";
        assertThat(requests.post(BATCH + "jobs", body).code()).isEqualTo(201);

        assertThat(requests.patch(BATCH + "jobs/indexed", Requests.MERGE, "{\"spec\":{\"completions\":5}}")
                        .refusal())
                .isEqualTo("422 Invalid: Job.batch \"indexed\" is invalid: spec.completions: Invalid value: 5: can only"
                        + " be modified in tandem with spec.parallelism");
        assertThat(requests.patch(
                                BATCH + "jobs/indexed",
                                Requests.MERGE,
                                "{\"spec\":{\"completions\":5,\"parallelism\":5}}")
                        .code())
                .isEqualTo(200);
    }

    static Stream<Arguments> schedules() {
        return Stream.of(
                Arguments.of(
                        "\"schedule\":\"* * * * *x\"",
                        "",
                        "spec.schedule: Invalid value: \"* * * * *x\": failed to parse int from *x: strconv.Atoi: parsing"
                                + " \"*x\": invalid syntax"),
                Arguments.of(
                        "\"schedule\":\"@often\"",
                        "",
                        "spec.schedule: Invalid value: \"@often\": unrecognized descriptor: @often"),
                Arguments.of(
                        "\"schedule\":\"TZ=UTC * * * * *\"",
                        "",
                        "spec.schedule: Invalid value: \"TZ=UTC * * * * *\": cannot use TZ or CRON_TZ in schedule, use"
                                + " timeZone field instead"),
                Arguments.of(
                        "\"schedule\":\"@daily\"",
                        "\"manualSelector\":true,",
                        "spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: \"nil\","
                                + " \"false\""),
                Arguments.of(
                        "\"schedule\":\"@daily\"",
                        "\"selector\":{},",
                        "spec.jobTemplate.spec.selector: Invalid value: {}: `selector` will be auto-generated"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("schedules")
    void cronJobsAreChecked(String fields, String ofJob, String message) throws Exception {
        String body = "{\"metadata\":{\"name\":\"x\"},\"spec\":{" + fields + ",\"jobTemplate\":{\"spec\":{" + ofJob
                + "\"template\":{\"spec\":{" + POD + "}}}}}}";

        assertThat(requests.post(BATCH + "cronjobs", body).refusal())
                .isEqualTo("422 Invalid: CronJob.batch \"x\" is invalid: " + message);
    }

    static Stream<Arguments> pods() {
        return Stream.of(
                Arguments.of(
                        "\"dnsPolicy\":\"None\"",
                        "",
                        "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"),
                Arguments.of(
                        "\"dnsConfig\":{\"nameservers\":[\"x\"]}",
                        "",
                        "spec.dnsConfig.nameservers[0]: Invalid value: \"x\": " + ADDRESS),
                Arguments.of(
                        "\"dnsConfig\":{\"options\":[{}]}",
                        "",
                        "spec.dnsConfig.options[0]: Required value: must not be empty"),
                Arguments.of(
                        "\"dnsConfig\":{\"nameservers\":[\"10.0.0.1\",\"10.0.0.2\",\"10.0.0.3\",\"10.0.0.4\"]}",
                        "",
                        "spec.dnsConfig.nameservers: Invalid value: [\"10.0.0.1\",\"10.0.0.2\",\"10.0.0.3\",\"10.0.0.4\"]:"
                                + " must not have more than 3 nameservers"),
                Arguments.of(
                        "\"securityContext\":{\"runAsUser\":-1}",
                        "",
                        "spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"),
                Arguments.of(
                        "\"securityContext\":{\"supplementalGroups\":[1,-1]}",
                        "",
                        "spec.securityContext.supplementalGroups[1]: Invalid value: -1: must be between 0 and 2147483647,"
                                + " inclusive"),
                Arguments.of(
                        "\"securityContext\":{\"seccompProfile\":{\"type\":\"RuntimeDefault\",\"localhostProfile\":\"x\"}}",
                        "",
                        "spec.securityContext.seccompProfile.localhostProfile: Invalid value: {\"Type\":\"RuntimeDefault\","
                                + "\"LocalhostProfile\":\"x\"}: can only be set when seccomp type is Localhost"),
                Arguments.of(
                        "\"hostIPC\":true,\"securityContext\":{\"sysctls\":[{\"name\":\"kernel.shm_rmid_forced\",\"value\":\"1\"}]}",
                        "",
                        "spec.securityContext.sysctls[0].name: Invalid value: \"kernel.shm_rmid_forced\": may not be"
                                + " specified when 'hostIPC' is true"),
                Arguments.of(
                        "\"hostPID\":true,\"shareProcessNamespace\":true",
                        "",
                        "spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and"
                                + " HostPID cannot both be enabled"),
                Arguments.of(
                        "\"hostNetwork\":true",
                        ",\"ports\":[{\"containerPort\":80,\"hostPort\":81}]",
                        "spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when"
                                + " `hostNetwork` is true"),
                Arguments.of(
                        "\"volumes\":[{\"name\":\"v\",\"projected\":{\"sources\":[{\"secret\":{}}]}}]",
                        "",
                        "spec.volumes[0].projected.sources[0].secret.name: Required value"),
                Arguments.of(
                        "\"volumes\":[{\"name\":\"v\",\"projected\":{\"sources\":[{\"secret\":{\"name\":\"s\",\"items\":[{\"key\":\"k\",\"path\":\"p\"},{\"key\":\"l\",\"path\":\"p\"}]}}]}}]",
                        ",\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/v\"}]",
                        "[spec.volumes[0].projected: Invalid value: \"s\": conflicting duplicate paths,"
                                + " spec.containers[0].volumeMounts[0].name: Not found: \"v\"]"),
                Arguments.of(
                        "\"volumes\":[{\"name\":\"v\",\"secret\":{\"secretName\":\"s\",\"items\":[{\"key\":\"k\",\"path\":\"../p\"}]}}]",
                        "",
                        "spec.volumes[0].secret.items[0].path: Invalid value: \"../p\": must not contain '..'"),
                Arguments.of(
                        "\"volumes\":[{\"name\":\"v\",\"hostPath\":{\"path\":\"/v\",\"type\":\"x\"}}]",
                        "",
                        "spec.volumes[0].hostPath.type: Unsupported value: \"x\": supported values: \"\", \"BlockDevice\","
                                + " \"CharDevice\", \"Directory\", \"DirectoryOrCreate\", \"File\", \"FileOrCreate\","
                                + " \"Socket\""),
                Arguments.of(
                        "\"volumes\":[{\"name\":\"v\",\"emptyDir\":{}}]",
                        ",\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/v\",\"recursiveReadOnly\":\"x\"}]",
                        "spec.containers[0].volumeMounts.recursiveReadOnly: Unsupported value: \"x\": supported values:"
                                + " \"Disabled\", \"Enabled\", \"IfPossible\""),
                Arguments.of(
                        "\"volumes\":[{\"name\":\"v\",\"emptyDir\":{}}]",
                        ",\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/v\",\"subPath\":\"a\",\"subPathExpr\":\"b\"}]",
                        "spec.containers[0].volumeMounts[0].subPathExpr: Invalid value: \"b\": subPathExpr and subPath are"
                                + " mutually exclusive"),
                Arguments.of(
                        "\"hostname\":\"h\"",
                        ",\"lifecycle\":{\"preStop\":{}}",
                        "spec.containers[0].lifecycle.preStop: Required value: must specify a handler type"),
                Arguments.of(
                        "\"hostname\":\"h\"",
                        ",\"lifecycle\":{\"preStop\":{\"exec\":{\"command\":[\"a\"]},\"sleep\":{\"seconds\":1}}}",
                        "spec.containers[0].lifecycle.preStop.sleep: Forbidden: may not specify more than 1 handler type"),
                Arguments.of(
                        "\"hostname\":\"h\"",
                        ",\"lifecycle\":{\"preStop\":{\"sleep\":{\"seconds\":31}}}",
                        "spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than"
                                + " terminationGracePeriodSeconds (30)"),
                Arguments.of(
                        "\"hostname\":\"h\"",
                        ",\"readinessProbe\":{\"tcpSocket\":{\"port\":1},\"terminationGracePeriodSeconds\":1}",
                        "spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 1: must not be"
                                + " set for readinessProbes"),
                Arguments.of(
                        "\"hostname\":\"h\"",
                        ",\"livenessProbe\":{\"httpGet\":{}}",
                        "spec.containers[0].livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535,"
                                + " inclusive"),
                Arguments.of(
                        "\"initContainers\":[{\"name\":\"b\",\"image\":\"i\",\"lifecycle\":{}}]",
                        "",
                        "spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without"
                                + " restartPolicy=Always"),
                Arguments.of(
                        "\"hostname\":\"h\"",
                        ",\"securityContext\":{\"privileged\":true,\"allowPrivilegeEscalation\":false}",
                        "spec.containers[0].securityContext: Invalid value: {\"Capabilities\":null,\"Privileged\":true,"
                                + "\"SELinuxOptions\":null,\"WindowsOptions\":null,\"RunAsUser\":null,\"RunAsGroup\":null,"
                                + "\"RunAsNonRoot\":null,\"ReadOnlyRootFilesystem\":null,\"AllowPrivilegeEscalation\":false,"
                                + "\"ProcMount\":null,\"SeccompProfile\":null,\"AppArmorProfile\":null}: cannot set"
                                + " `allowPrivilegeEscalation` to false and `privileged` to true"),
                Arguments.of(
                        "\"hostname\":\"h\"",
                        ",\"env\":[{\"name\":\"e\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"Bad\"}}}]",
                        "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"Bad\": error converting"
                                + " fieldPath: field label not supported: Bad"),
                Arguments.of(
                        "\"hostname\":\"h\"",
                        ",\"env\":[{\"name\":\"e\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"status.phase\"}}}]",
                        "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: \"status.phase\":"
                                + " supported values: \"metadata.name\", \"metadata.namespace\", \"metadata.uid\","
                                + " \"spec.nodeName\", \"spec.serviceAccountName\", \"status.hostIP\", \"status.hostIPs\","
                                + " \"status.podIP\", \"status.podIPs\""),
                Arguments.of(
                        affinity("\"topologyKey\":\"k\",\"matchLabelKeys\":[\"a\"]"),
                        "",
                        TERM + ".matchLabelKeys: Forbidden: must not be specified when labelSelector is not set"),
                Arguments.of(
                        affinity(
                                "\"topologyKey\":\"k\",\"labelSelector\":{},\"matchLabelKeys\":[\"a\"],\"mismatchLabelKeys\":[\"a\"]"),
                        "",
                        TERM + ".matchLabelKeys[0]: Invalid value: \"a\": exists in both matchLabelKeys and"
                                + " mismatchLabelKeys"),
                Arguments.of(
                        affinity("\"labelSelector\":{}"),
                        "",
                        "[" + TERM + ".topologyKey: Required value: can not be empty, " + TERM
                                + ".topologyKey: Invalid value: \"\": name part must be non-empty, " + TERM
                                + ".topologyKey: Invalid value: \"\": name part must consist of alphanumeric characters,"
                                + " '-', '_' or '.', and must start and end with an alphanumeric character (e.g."
                                + " 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
                                + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')]"),
                Arguments.of(
                        "\"affinity\":{\"podAffinity\":{\"preferredDuringSchedulingIgnoredDuringExecution\":[{\"weight\":101,\"podAffinityTerm\":{\"topologyKey\":\"k\"}}]}}",
                        "",
                        "spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid"
                                + " value: 101: must be in the range 1-100"),
                Arguments.of(
                        "\"affinity\":{\"nodeAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":{\"nodeSelectorTerms\":[]}}}",
                        "",
                        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms:"
                                + " Required value: must have at least one node selector term"));
    }

    private static final String TERM = "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]";

    private static String affinity(String term) {
        return "\"affinity\":{\"podAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":[{" + term + "}]}}";
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("pods")
    void podsAreChecked(String fields, String ofContainer, String message) throws Exception {
        String body = "{\"metadata\":{\"name\":\"x\"},\"spec\":{" + fields
                + ",\"containers\":[{\"name\":\"a\",\"image\":\"i\"" + ofContainer + "}]}}";

        assertThat(requests.post(PODS, body).refusal()).isEqualTo("422 Invalid: Pod \"x\" is invalid: " + message);
    }

    @Test
    void aPodThatIsToStopAtOnceGetsASecondAndATemplateKeepsWhatItSays() throws Exception {
        String spec = "\"terminationGracePeriodSeconds\":-5,\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]";
        String template = "{\"metadata\":{\"name\":\"kept\"},\"template\":{\"spec\":{" + spec + "}}}";

        assertThat(requests.post(PODS, "{\"metadata\":{\"name\":\"short\"},\"spec\":{" + spec + "}}")
                        .json()
                        .object("spec")
                        .integer("terminationGracePeriodSeconds", 0))
                .isEqualTo(1);
        assertThat(requests.post("/api/v1/namespaces/default/podtemplates", template)
                        .json()
                        .object("template")
                        .object("spec")
                        .integer("terminationGracePeriodSeconds", 0))
                .isEqualTo(-5);
    }

    @Test
    void theDeadlineOfAPodOnlyComesNearer() throws Exception {
        String body = "{\"metadata\":{\"name\":\"late\"},\"spec\":{\"activeDeadlineSeconds\":100,\"containers\":"
                + "[{\"name\":\"a\",\"image\":\"i\"}]}}";
        assertThat(requests.post(PODS, body).code()).isEqualTo(201);

        assertThat(requests.patch(PODS + "/late", Requests.MERGE, "{\"spec\":{\"activeDeadlineSeconds\":101}}")
                        .refusal())
                .isEqualTo(
                        "422 Invalid: Pod \"late\" is invalid: spec.activeDeadlineSeconds: Invalid value: 101: must be"
                                + " less than or equal to previous value");
        assertThat(requests.patch(PODS + "/late", Requests.MERGE, "{\"spec\":{\"activeDeadlineSeconds\":null}}")
                        .refusal())
                .isEqualTo("422 Invalid: Pod \"late\" is invalid: spec.activeDeadlineSeconds: Invalid value: null: must"
                        + " not update from a positive integer to nil value");
        assertThat(requests.patch(PODS + "/late", Requests.MERGE, "{\"spec\":{\"activeDeadlineSeconds\":99}}")
                        .code())
                .isEqualTo(200);
    }

    static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of(
                        "/api/v1/namespaces/default/endpoints",
                        "\"subsets\":[{\"addresses\":[{\"ip\":\"x\"}]}]",
                        "Endpoints \"x\" is invalid: [subsets[0].addresses[0].ip: Invalid value: \"x\": " + ADDRESS
                                + ", subsets[0].addresses[0].ip: Invalid value: \"x\": must be a valid IP address]"),
                Arguments.of(
                        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
                        "\"addressType\":\"IPv4\",\"endpoints\":[{\"addresses\":[\"10.1.2.3\"],\"hostname\":\"A\"}]",
                        "EndpointSlice.discovery.k8s.io \"x\" is invalid: endpoints[0].hostname: Invalid value: \"A\": "
                                + LABEL),
                Arguments.of(
                        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
                        "\"addressType\":\"IPv6\",\"endpoints\":[{\"addresses\":[\"10.1.2.3\"]}]",
                        "EndpointSlice.discovery.k8s.io \"x\" is invalid: endpoints[0].addresses: Invalid value:"
                                + " \"10.1.2.3\": must be an IPv6 address"),
                Arguments.of(
                        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
                        "\"addressType\":\"IPv4\",\"endpoints\":[],\"ports\":[{\"name\":\"a\",\"port\":1},{\"name\":\"a\",\"port\":2}]",
                        "EndpointSlice.discovery.k8s.io \"x\" is invalid: ports[1].name: Duplicate value: \"a\""),
                Arguments.of(
                        "/apis/networking.k8s.io/v1/ingressclasses",
                        "\"spec\":{\"controller\":\"e.com/c\",\"parameters\":{\"kind\":\"K\",\"name\":\"n\",\"scope\":\"x\"}}",
                        "IngressClass.networking.k8s.io \"x\" is invalid: spec.parameters.scope: Unsupported value: \"x\":"
                                + " supported values: \"Cluster\", \"Namespace\""),
                Arguments.of(
                        "/api/v1/persistentvolumes",
                        "\"spec\":{\"capacity\":{\"storage\":\"1Gi\"},\"accessModes\":[\"ReadWriteOnce\"],\"csi\":{\"driver\":\"d\",\"volumeHandle\":\"h\",\"nodePublishSecretRef\":{}}}",
                        "PersistentVolume \"x\" is invalid: [spec.csi.nodePublishSecretRef.name: Required value,"
                                + " spec.csi.nodePublishSecretRef.namespace: Required value]"),
                Arguments.of(
                        "/api/v1/namespaces/default/persistentvolumeclaims",
                        "\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"0\"}}}",
                        "PersistentVolumeClaim \"x\" is invalid: spec.resources[storage]: Invalid value: \"0\": must be"
                                + " greater than zero"),
                Arguments.of(
                        "/apis/node.k8s.io/v1/runtimeclasses",
                        "\"handler\":\"h\",\"scheduling\":{\"tolerations\":[{\"key\":\"k\",\"operator\":\"Exists\"},{\"key\":\"k\",\"operator\":\"Exists\"}]}",
                        "RuntimeClass.node.k8s.io \"x\" is invalid: scheduling.tolerations[1]: Duplicate value:"
                                + " {\"Key\":\"k\",\"Operator\":\"Exists\",\"Value\":\"\",\"Effect\":\"\",\"TolerationSeconds\":null}"),
                Arguments.of(
                        "/apis/resource.k8s.io/v1/resourceslices",
                        slice("\"name\":\"d\",\"attributes\":{\"a\":{}}"),
                        "ResourceSlice.resource.k8s.io \"x\" is invalid: spec.devices[0].attributes[a]: Invalid value:"
                                + " \"\": exactly one value must be specified"),
                Arguments.of(
                        "/apis/resource.k8s.io/v1/resourceslices",
                        slice("\"name\":\"d\",\"attributes\":{\"a\":{\"version\":\"1.2\"}}"),
                        "ResourceSlice.resource.k8s.io \"x\" is invalid: spec.devices[0].attributes[a].version: Invalid"
                                + " value: \"1.2\": must be a string compatible with semver.org spec 2.0.0"),
                Arguments.of(
                        "/api/v1/namespaces/default/secrets",
                        "\"type\":\"kubernetes.io/basic-auth\"",
                        "Secret \"x\" is invalid: [data[username]: Required value, data[password]: Required value]"));
    }

    private static String slice(String device) {
        return "\"spec\":{\"driver\":\"d.example.com\",\"nodeName\":\"n\",\"pool\":{\"name\":\"p\",\"generation\":1,\"resourceSliceCount\":1},"
                + "\"devices\":[{" + device + "}]}";
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("others")
    void otherKindsAreChecked(String path, String fields, String message) throws Exception {
        assertThat(requests.post(path, "{\"metadata\":{\"name\":\"x\"}," + fields + "}")
                        .refusal())
                .isEqualTo("422 Invalid: " + message);
    }
}
