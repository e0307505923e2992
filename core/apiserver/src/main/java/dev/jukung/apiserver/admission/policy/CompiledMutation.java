package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.admission.match.Constraints;
import dev.jukung.schema.cel.CelCompilation;
import dev.jukung.schema.cel.CelProgram;
import dev.jukung.schema.cel.PolicyExpressions;
import dev.jukung.value.ObjectValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A MutatingAdmissionPolicy with its expressions compiled. Immutable.
 *
 * @param constraints which requests it is about
 * @param problem the text of the first variable that cannot be compiled, although it was checked when it was stored
 */
record CompiledMutation(
        ObjectValue policy,
        Constraints constraints,
        Map<String, CelProgram> variables,
        MatchConditions conditions,
        List<Mutation> mutations,
        Optional<String> problem) {
    /** One of {@code spec.mutations}. @param applies whether it is an apply configuration, else a JSON patch */
    record Mutation(boolean applies, CelCompilation expression) {}

    static CompiledMutation of(ObjectValue policy) {
        ObjectValue spec = policy.object("spec");
        boolean hasParams = spec.has("paramKind");
        PolicyExpressions expressions =
                new PolicyExpressions(hasParams, !spec.list("variables").isEmpty());
        Map<String, CelProgram> variables = new LinkedHashMap<>();
        Optional<String> problem = Optional.empty();
        for (ObjectValue variable : spec.list("variables").objects()) {
            String name = variable.text("name", "");
            switch (expressions.declare(name, variable.text("expression", ""))) {
                case CelProgram program -> variables.put(name, program);
                case CelCompilation.Problem(String text) ->
                    problem = problem.or(() -> Optional.of("compilation error: " + text));
            }
        }
        List<Mutation> mutations = spec.list("mutations").objects().stream()
                .map(mutation -> mutation(mutation, expressions))
                .toList();
        return new CompiledMutation(
                policy,
                Constraints.ofPolicy(spec.object("matchConstraints")),
                variables,
                MatchConditions.of(spec.list("matchConditions"), hasParams),
                mutations,
                problem);
    }

    private static Mutation mutation(ObjectValue mutation, PolicyExpressions expressions) {
        boolean applies = mutation.text("patchType", "").equals("ApplyConfiguration");
        String expression =
                mutation.object(applies ? "applyConfiguration" : "jsonPatch").text("expression", "");
        return new Mutation(
                applies, expressions.compilePatch(expression.strip(), applies ? "Object" : "list(JSONPatch)"));
    }

    String name() {
        return policy.object("metadata").text("name", "");
    }

    ObjectValue spec() {
        return policy.object("spec");
    }

    /** Whether a failure refuses the request. */
    boolean fails() {
        return !spec().text("failurePolicy", "Fail").equals("Ignore");
    }

    /** Whether it is asked again when others changed the object after it. */
    boolean reinvoked() {
        return spec().text("reinvocationPolicy", "Never").equals("IfNeeded");
    }
}
