package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.base.Clock;
import dev.jukung.schema.cel.CelBudget;
import dev.jukung.schema.cel.CelCompilation;
import dev.jukung.schema.cel.CelEnvironment;
import dev.jukung.schema.cel.CelProgram;
import dev.jukung.schema.cel.CelResult;
import dev.jukung.schema.cel.CelScope;
import dev.jukung.schema.cel.DeclType;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Expressions that all have to hold before an authorizer is asked. They see {@code request}, the spec of a
 * SubjectAccessReview. Immutable.
 *
 * @param authorizer its name, for metrics
 */
public record AccessConditions(String authorizer, List<CelProgram> programs) {
    public static final AccessConditions NONE = new AccessConditions("", List.of());

    private static final CelEnvironment ENVIRONMENT =
            CelEnvironment.builder().variable("request", request()).build();

    public AccessConditions {
        programs = List.copyOf(programs);
    }

    /** What the conditions say. */
    sealed interface Outcome {
        record Matches() implements Outcome {}

        record Excluded() implements Outcome {}

        /** At least one could not be evaluated, and none says no. */
        record Failed(String message) implements Outcome {}
    }

    /** Compiles one condition. */
    static CelCompilation compile(String expression) {
        return ENVIRONMENT.compile(expression, "bool");
    }

    private static DeclType request() {
        DeclType strings = DeclType.list(DeclType.STRING);
        Map<String, DeclType> requirement = texts("key", "operator");
        requirement.put("values", strings);
        DeclType requirements = DeclType.list(DeclType.object("kubernetes.SelectorRequirement", requirement));
        Map<String, DeclType> resource =
                texts("namespace", "verb", "group", "version", "resource", "subresource", "name");
        for (String selector : List.of("FieldSelector", "LabelSelector")) {
            Map<String, DeclType> fields = texts("rawSelector");
            fields.put("requirements", requirements);
            String name = selector.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + selector.substring(1);
            resource.put(name, DeclType.object("kubernetes." + selector + "Attributes", fields));
        }
        Map<String, DeclType> spec = texts("user", "uid");
        spec.put("groups", strings);
        spec.put("extra", DeclType.map(strings));
        spec.put("resourceAttributes", DeclType.object("kubernetes.ResourceAttributes", resource));
        spec.put("nonResourceAttributes", DeclType.object("kubernetes.NonResourceAttributes", texts("path", "verb")));
        return DeclType.object("kubernetes.SubjectAccessReviewSpec", spec);
    }

    private static Map<String, DeclType> texts(String... names) {
        Map<String, DeclType> fields = new LinkedHashMap<>();
        for (String name : names) {
            fields.put(name, DeclType.STRING);
        }
        return fields;
    }

    Outcome evaluate(Attributes attributes, ConditionMetrics metrics, Clock clock) {
        if (programs.isEmpty()) {
            return new Outcome.Matches();
        }
        long start = clock.nanos();
        Outcome outcome = evaluated(attributes);
        metrics.evaluated(authorizer, outcome, clock.nanos() - start);
        return outcome;
    }

    private Outcome evaluated(Attributes attributes) {
        CelScope scope = new CelScope().set("request", shown(attributes));
        CelBudget budget = CelBudget.matchConditions();
        Set<String> errors = new LinkedHashSet<>();
        for (CelProgram program : programs) {
            CelResult result = program.evaluate(scope, budget);
            if (result instanceof CelResult.Failed(String message, boolean _)) {
                errors.add("cel evaluation error: expression '" + program.expression() + "' resulted in error: "
                        + message);
            } else if (!result.equals(new CelResult.Value(true))) {
                return new Outcome.Excluded();
            }
        }
        return switch (errors.size()) {
            case 0 -> new Outcome.Matches();
            case 1 -> new Outcome.Failed(errors.iterator().next());
            default -> new Outcome.Failed("[" + String.join(", ", errors) + "]");
        };
    }

    /** The spec with every text, also those that are empty and therefore not sent. */
    private static ObjectValue shown(Attributes attributes) {
        ObjectValue spec = WebhookAuthorizer.spec(attributes);
        for (String text : List.of("user", "uid")) {
            spec = spec.has(text) ? spec : spec.with(text, "");
        }
        spec = spec.has("groups") ? spec : spec.with("groups", ListValue.EMPTY);
        spec = spec.has("extra") ? spec : spec.with("extra", ObjectValue.EMPTY);
        if (!attributes.forResource()) {
            return spec;
        }
        ObjectValue resource = spec.object("resourceAttributes");
        for (String text : List.of("namespace", "verb", "group", "version", "resource", "subresource", "name")) {
            resource = resource.has(text) ? resource : resource.with(text, "");
        }
        return spec.with("resourceAttributes", resource);
    }
}
