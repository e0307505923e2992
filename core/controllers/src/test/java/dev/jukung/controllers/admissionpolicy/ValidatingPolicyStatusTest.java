package dev.jukung.controllers.admissionpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jukung.model.apiextensions.v1.CustomResourceDefinition;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies whose expressions are checked by the controller, behind the real API server. */
class ValidatingPolicyStatusTest {
    private final ControllerCluster cluster = new ControllerCluster();

    ValidatingPolicyStatusTest() throws InterruptedException {}

    @AfterEach
    void close() {
        cluster.close();
    }

    private ObjectValue status(String yaml) throws Exception {
        ObjectValue spec = (ObjectValue) Yaml.parse(yaml);
        cluster.client()
                .create(
                        Resources.VALIDATINGADMISSIONPOLICIES,
                        new ValidatingAdmissionPolicy(
                                ObjectValue.of("metadata", ObjectValue.of("name", "p"), "spec", spec)));
        return settled();
    }

    private ObjectValue settled() throws Exception {
        cluster.settle();
        return cluster.client()
                .get(Resources.VALIDATINGADMISSIONPOLICIES, ObjectKey.of("p"))
                .tree()
                .object("status");
    }

    private static String policy(String group, String resource, String validations) {
        return "matchConstraints: {resourceRules: [{apiGroups: ['" + group
                + "'], apiVersions: [v1], operations: ['*'], resources: ['" + resource.replace(", ", "', '")
                + "']}]}\nvalidations:\n"
                + validations;
    }

    private static List<ObjectValue> warnings(ObjectValue status) {
        return status.object("typeChecking").list("expressionWarnings").objects();
    }

    @Test
    void aPolicyThatIsRightIsObservedWithoutWarnings() throws Exception {
        ObjectValue status = status(policy(
                "apps",
                "deployments",
                "- expression: object.spec.replicas > 1 && object.metadata.labels.all(k, k != 'x')\n"));

        assertThat(status).isEqualTo(ObjectValue.of("observedGeneration", 1L, "typeChecking", ObjectValue.EMPTY));
    }

    @Test
    void whatCannotBeRightIsWarnedOfOnceForEachGeneration() throws Exception {
        ObjectValue status = status(
                policy(
                        "apps",
                        "deployments",
                        "- expression: object.spec.replicas > '1'\n  messageExpression: \"'wants replicas > 1, got ' + object.spec.replicas\"\n"));

        assertThat(warnings(status))
                .containsExactly(
                        ObjectValue.of(
                                "fieldRef",
                                "spec.validations[0].expression",
                                "warning",
                                "apps/v1, Kind=Deployment: ERROR: <input>:1:22: found no matching overload for '_>_' applied to '(int, string)'\n | object.spec.replicas > '1'\n | .....................^\n"),
                        ObjectValue.of(
                                "fieldRef",
                                "spec.validations[0].messageExpression",
                                "warning",
                                "apps/v1, Kind=Deployment: ERROR: <input>:1:28: found no matching overload for '_+_' applied to '(string, int)'\n | 'wants replicas > 1, got ' + object.spec.replicas\n | ...........................^\n"));

        cluster.client()
                .patch(
                        Resources.VALIDATINGADMISSIONPOLICIES,
                        ObjectKey.of("p"),
                        Patch.merge((ObjectValue)
                                Yaml.parse("spec: {validations: [{expression: object.spec.replicas > 1}]}")),
                        WriteOptions.NONE);

        // An apply that takes away all of an object takes the object too.
        assertThat(settled()).isEqualTo(ObjectValue.of("observedGeneration", 2L));
    }

    @Test
    void customResourcesAreCheckedByTheirSchema() throws Exception {
        cluster.client().create(Resources.CUSTOMRESOURCEDEFINITIONS, new CustomResourceDefinition((ObjectValue)
                Yaml.parse("""
                                metadata: {name: crontabs.example.com}
                                spec:
                                  group: example.com
                                  scope: Namespaced
                                  names: {plural: crontabs, singular: crontab, kind: CronTab}
                                  versions:
                                  - name: v1
                                    served: true
                                    storage: true
                                    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {replicas: {type: integer}}}}}}
                                """)));
        cluster.settle();

        ObjectValue status = status(
                policy(
                        "example.com",
                        "crontabs",
                        "- expression: object.spec.replicas > '1'\n- expression: object.spec.maxRetries < 10\n- expression: object.metadata.labels['a'] == 'x'\n"));

        assertThat(warnings(status))
                .extracting(warning -> warning.text("fieldRef", ""))
                .containsExactly("spec.validations[0].expression", "spec.validations[1].expression");
        assertThat(warnings(status).get(1).text("warning", ""))
                .isEqualTo(
                        "example.com/v1, Kind=CronTab: ERROR: <input>:1:12: undefined field 'maxRetries'\n | object.spec.maxRetries < 10\n | ...........^\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''     | '*'                         | object.nothing == 1          | 0
            ''     | pods/status                 | object.nothing == 1          | 0
            ''     | things                      | object.nothing == 1          | 0
            ''     | 'pods, configmaps'          | object.spec.nodeName == ''   | 1
            ''     | pods                        | object.metadata.creationTimestamp < timestamp('2026-01-01T00:00:00Z') | 0
            apiextensions.k8s.io | customresourcedefinitions | object.spec.versions.all(v, v.schema.openAPIV3Schema.type == 'object') | 0
            """)
    void onlyKindsThatAreNamedAreChecked(String group, String resources, String expression, int warnings)
            throws Exception {
        ObjectValue status = status(policy(group, resources, "- expression: \"" + expression + "\"\n"));
        assertThat(warnings(status)).as(status.toString()).hasSize(warnings);
    }

    @Test
    void variablesAndParametersAreKnownToExpressions() throws Exception {
        ObjectValue status = status(
                "paramKind: {apiVersion: v1, kind: ConfigMap}\nvariables: [{name: count, expression: object.spec.replicas}]\n"
                        + policy(
                                "apps",
                                "deployments",
                                "- expression: variables.count == params.data.limit\n- expression: params.spec.x == 1\n- expression: variables.count < 3\n"));

        assertThat(warnings(status))
                .extracting(warning -> warning.text("fieldRef", ""))
                .containsExactly("spec.validations[0].expression", "spec.validations[1].expression");
    }
}
