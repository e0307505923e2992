package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.admission.match.Constraints;
import dev.jukung.schema.cel.CelCompilation;
import dev.jukung.schema.cel.CelProgram;
import dev.jukung.schema.cel.PolicyExpressions;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A policy with its expressions compiled. Immutable.
 *
 * @param constraints which requests it is about
 * @param problem the text of the first expression that cannot be compiled, although it was checked when it was stored
 */
record CompiledPolicy(
        ObjectValue policy,
        Constraints constraints,
        Map<String, CelProgram> variables,
        MatchConditions conditions,
        List<Validation> validations,
        List<Annotation> annotations,
        Optional<String> problem) {
    /** One of {@code spec.validations}. */
    record Validation(ObjectValue source, CelProgram expression, Optional<CelProgram> message) {}

    /** One of {@code spec.auditAnnotations}. */
    record Annotation(String key, CelProgram value) {}

    static CompiledPolicy of(ObjectValue policy) {
        return new Compilation(policy).compile();
    }

    String name() {
        return policy.object("metadata").text("name", "");
    }

    ObjectValue spec() {
        return policy.object("spec");
    }

    /** Whether a failure to evaluate refuses the request. */
    boolean fails() {
        return !spec().text("failurePolicy", "Fail").equals("Ignore");
    }

    private static final class Compilation {
        private final ObjectValue policy;
        private final ObjectValue spec;
        private final PolicyExpressions expressions;
        private Optional<String> problem = Optional.empty();

        Compilation(ObjectValue policy) {
            this.policy = policy;
            this.spec = policy.object("spec");
            this.expressions = new PolicyExpressions(
                    spec.has("paramKind"), !spec.list("variables").isEmpty());
        }

        private Optional<CelProgram> taken(CelCompilation compilation) {
            return switch (compilation) {
                case CelProgram program -> Optional.of(program);
                case CelCompilation.Problem(String text) -> {
                    problem = problem.isPresent() ? problem : Optional.of("compilation error: " + text);
                    yield Optional.empty();
                }
            };
        }

        CompiledPolicy compile() {
            Map<String, CelProgram> variables = new LinkedHashMap<>();
            for (ObjectValue variable : spec.list("variables").objects()) {
                String name = variable.text("name", "");
                taken(expressions.declare(name, variable.text("expression", "")))
                        .ifPresent(program -> variables.put(name, program));
            }
            MatchConditions conditions = MatchConditions.of(spec.list("matchConditions"), spec.has("paramKind"));
            List<Validation> validations = new ArrayList<>();
            for (ObjectValue validation : spec.list("validations").objects()) {
                Optional<CelProgram> message =
                        validation.text("messageExpression", "").isBlank()
                                ? Optional.empty()
                                : taken(expressions.compile(validation.text("messageExpression", ""), false, "string"));
                taken(expressions.compile(validation.text("expression", ""), true, "bool"))
                        .ifPresent(program -> validations.add(new Validation(validation, program, message)));
            }
            List<Annotation> annotations = new ArrayList<>();
            for (ObjectValue annotation : spec.list("auditAnnotations").objects()) {
                taken(expressions.compile(annotation.text("valueExpression", ""), true, "string", "null_type"))
                        .ifPresent(value -> annotations.add(new Annotation(annotation.text("key", ""), value)));
            }
            return new CompiledPolicy(
                    policy,
                    Constraints.ofPolicy(spec.object("matchConstraints")),
                    variables,
                    conditions,
                    validations,
                    annotations,
                    problem);
        }
    }
}
