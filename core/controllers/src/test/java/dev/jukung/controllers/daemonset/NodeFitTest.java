package dev.jukung.controllers.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.apps.v1.DaemonSet;
import dev.jukung.model.core.v1.Node;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeFitTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            any node                        |                                                                | | starts
            the named one                   | nodeName: a                                                    | | starts
            not another than the named one  | nodeName: b                                                    | | no
            one with the labels             | nodeSelector: {disk: ssd}                                      | | starts
            not one without                 | nodeSelector: {disk: hdd}                                      | | no
            one that an expression selects  | matchExpressions: [{key: cpus, operator: Gt, values: ["4"]}]   | | starts
            not one that it leaves out      | matchExpressions: [{key: cpus, operator: Gt, values: ["8"]}]   | | no
            one that a field selects        | matchFields: [{key: metadata.name, operator: In, values: [a]}] | | starts
            a taint keeps new pods away     |                                           | gpu NoSchedule                | stays
            unless it is tolerated          | tolerations: [{key: gpu, operator: Exists}] | gpu NoSchedule              | starts
            a taint to avoid does not       |                                           | gpu PreferNoSchedule          | starts
            a taint may drive pods out      |                                           | gpu NoExecute                 | no
            not what daemons have to bear   |                                           | node.kubernetes.io/not-ready NoExecute             | starts
            nor a cordon                    |                                           | node.kubernetes.io/unschedulable NoSchedule        | starts
            without network few are left    |                                           | node.kubernetes.io/network-unavailable NoSchedule  | stays
            who use that of the host        | hostNetwork: true                         | node.kubernetes.io/network-unavailable NoSchedule  | starts
            """)
    void aNodeIsForASetOrNot(String name, @Nullable String spec, @Nullable String taint, String fit) {
        DaemonSet set = new DaemonSet((ObjectValue)
                Yaml.parse("{spec: {template: {spec: {%s}}}}".formatted(spec == null ? "" : podSpec(spec))));
        String taints = taint == null ? "" : "{key: %s, effect: %s}".formatted((Object[]) taint.split(" "));
        Node node = new Node((ObjectValue) Yaml.parse(
                "{metadata: {name: a, labels: {disk: ssd, cpus: \"8\"}}, spec: {taints: [%s]}}".formatted(taints)));

        assertThat(NodeFit.of(set, node))
                .isEqualTo(new NodeFit(fit.equals("starts"), fit.equals("starts") || fit.equals("stays")));
    }

    private static String podSpec(String text) {
        return text.startsWith("match")
                ? "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{"
                        + text + "}]}}}"
                : text;
    }
}
