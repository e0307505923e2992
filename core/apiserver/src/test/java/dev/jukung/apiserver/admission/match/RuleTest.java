package dev.jukung.apiserver.admission.match;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.registry.Admission.Operation;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.value.Json;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests a rule of a webhook or a policy is about. */
class RuleTest {
    private static final Map<String, ResourceType<?>> TYPES = Map.of(
            "pods", Resources.PODS,
            "nodes", Resources.NODES,
            "namespaces", Resources.NAMESPACES,
            "deployments", Resources.DEPLOYMENTS);

    @ParameterizedTest(name = "{0} {1} about {2} {3} in {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'resources':['pods']                        | CREATE | pods        |        | ns | true
            'resources':['pods']                        | DELETE | pods        |        | ns | false
            'resources':['pods'],'operations':['*']     | DELETE | pods        |        | ns | true
            'resources':['pods']                        | CREATE | pods        | status | ns | false
            'resources':['pods/status']                 | CREATE | pods        | status | ns | true
            'resources':['pods/status']                 | CREATE | pods        |        | ns | false
            'resources':['pods/*']                      | CREATE | pods        | status | ns | true
            'resources':['pods/*']                      | CREATE | pods        |        | ns | true
            'resources':['*']                           | CREATE | nodes       |        |    | true
            'resources':['*']                           | CREATE | pods        | status | ns | false
            'resources':['*/status']                    | CREATE | pods        | status | ns | true
            'resources':['*/scale']                     | CREATE | pods        | status | ns | false
            'resources':['*/*']                         | CREATE | pods        | status | ns | true
            'resources':['*/*']                         | CREATE | pods        |        | ns | true
            'resources':['nodes','pods']                | CREATE | pods        |        | ns | true
            'resources':['deployments']                 | CREATE | deployments |        | ns | false
            'resources':['deployments'],'apiGroups':['*'] | CREATE | deployments |      | ns | true
            'resources':['pods'],'apiVersions':['v2']   | CREATE | pods        |        | ns | false
            'resources':['pods'],'apiVersions':['*']    | CREATE | pods        |        | ns | true
            'resources':['*'],'scope':'Cluster'         | CREATE | nodes       |        |    | true
            'resources':['*'],'scope':'Cluster'         | CREATE | namespaces  |        | ns | true
            'resources':['*'],'scope':'Cluster'         | CREATE | pods        |        | ns | false
            'resources':['*'],'scope':'Namespaced'      | CREATE | pods        |        | ns | true
            'resources':['*'],'scope':'Namespaced'      | CREATE | namespaces  |        | ns | false
            'resources':['*'],'scope':'Namespaced'      | CREATE | nodes       |        |    | false
            """)
    void isAboutSomeRequests(
            String rule, Operation operation, String resource, String subresource, String namespace, boolean matches) {
        String defaults = "{'operations':['CREATE'],'apiGroups':[''],'apiVersions':['v1'],";
        Rule parsed = Rule.of(Json.parseObject(lastWins(defaults, rule).replace('\'', '"')));
        assertThat(parsed.matches(
                        operation,
                        requireNonNull(TYPES.get(resource)),
                        subresource == null ? "" : subresource,
                        namespace == null ? "" : namespace))
                .isEqualTo(matches);
    }

    /** The defaults without those that the rule has itself, and the rule. */
    private static String lastWins(String defaults, String rule) {
        String kept = defaults;
        for (String field : new String[] {"operations", "apiGroups", "apiVersions"}) {
            kept = rule.contains("'" + field + "'") ? kept.replaceAll("'" + field + "':\\[[^]]*],", "") : kept;
        }
        return kept + rule + "}";
    }
}
