package dev.jukung.controllers.admissionpolicy;

import dev.jukung.controllers.admissionpolicy.KnownTypes.Gvk;
import dev.jukung.schema.cel.DeclType;
import dev.jukung.schema.cel.PolicyExpressions;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;

/**
 * Checks the expressions of one ValidatingAdmissionPolicy against the schemas of the kinds that it names; what it matches by
 * wildcards is not checked. Confined to one thread.
 */
final class TypeCheck {
    private static final int TYPES_MAX = 10;

    private final ObjectValue spec;
    private final KnownTypes types;
    private final int instant;

    /** @param instant tells the names of types of one check from those of others */
    TypeCheck(ObjectValue spec, KnownTypes types, int instant) {
        this.spec = spec;
        this.types = types;
        this.instant = instant;
    }

    /** {@code expressionWarnings}: which expression, and what is wrong with it for each kind. */
    ListValue warnings() {
        SequencedMap<Gvk, DeclType> kinds = new LinkedHashMap<>();
        for (Gvk kind : matched()) {
            types.type(kind, name(kind)).ifPresent(type -> kinds.put(kind, type));
        }
        Optional<DeclType> params = params();
        List<ObjectValue> warnings = new ArrayList<>();
        List<ObjectValue> validations = spec.list("validations").objects();
        for (int i = 0; i < validations.size(); i++) {
            for (String field : List.of("expression", "messageExpression")) {
                String expression = validations.get(i).text(field, "");
                String warning = expression.isEmpty() ? "" : warning(expression, kinds, params);
                if (!warning.isEmpty()) {
                    warnings.add(
                            ObjectValue.of("fieldRef", "spec.validations[" + i + "]." + field, "warning", warning));
                }
            }
        }
        return ListValue.copyOf(warnings);
    }

    private String name(Gvk kind) {
        return kind.kind() + instant;
    }

    private String warning(String expression, Map<Gvk, DeclType> kinds, Optional<DeclType> params) {
        List<String> problems = new ArrayList<>();
        kinds.forEach((kind, type) -> {
            PolicyExpressions expressions = PolicyExpressions.typed(type, params);
            for (ObjectValue variable : spec.list("variables").objects()) {
                expressions.declare(variable.text("name", ""), variable.text("expression", ""));
            }
            expressions.check(expression).ifPresent(problem -> problems.add(kind + ": " + problem + "\n"));
        });
        return String.join("\n", problems);
    }

    private Optional<DeclType> params() {
        ObjectValue kind = spec.object("paramKind");
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        String version = kind.text("apiVersion", "");
        int slash = version.indexOf('/');
        Gvk named = new Gvk(
                slash < 0 ? "" : version.substring(0, slash), version.substring(slash + 1), kind.text("kind", ""));
        return Optional.of(types.type(named, name(named)).orElse(DeclType.DYN));
    }

    /** The kinds by group, version and kind; no more than ten of a rule. */
    private List<Gvk> matched() {
        TreeSet<Gvk> kinds = new TreeSet<>(
                Comparator.comparing(Gvk::group).thenComparing(Gvk::version).thenComparing(Gvk::kind));
        for (ObjectValue rule :
                spec.object("matchConstraints").list("resourceRules").objects()) {
            List<String> groups = exact(rule, "apiGroups");
            List<String> versions = exact(rule, "apiVersions");
            List<String> resources = rule.list("resources").texts().stream()
                    .filter(resource -> !resource.contains("*") && !resource.contains("/"))
                    .sorted()
                    .toList();
            int count = 0;
            for (String group : groups) {
                for (String version : versions) {
                    for (String resource : resources) {
                        for (Gvk kind : types.kinds(group, version, resource)) {
                            kinds.add(kind);
                            if (++count == TYPES_MAX) {
                                return List.copyOf(kinds);
                            }
                        }
                    }
                }
            }
        }
        return List.copyOf(kinds);
    }

    /** None where one of them is a wildcard. */
    private static List<String> exact(ObjectValue rule, String list) {
        List<String> names = rule.list(list).texts();
        return names.stream().anyMatch(name -> name.contains("*"))
                ? List.of()
                : names.stream().sorted().toList();
    }
}
