package dev.jukung.schema.cel;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.GoText;
import dev.jukung.schema.Schema;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks the rules of a schema before it is stored. Confined to one call. */
final class RuleChecks {
    /** The most that a rule may cost in the worst case. */
    private static final long MAX_RULE_COST = 10_000_000;
    /** The most that all rules of a schema may cost. */
    private static final long MAX_TOTAL_COST = 100_000_000;

    private static final int SHOWN_EXPENSIVE = 4;
    private static final List<String> REASONS =
            List.of("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");

    private record Expensive(FieldPath path, long cost) {}

    private final FieldErrors errors = new FieldErrors();
    private final List<Expensive> expensive = new ArrayList<>();
    private long total;

    FieldErrors check(Schema schema, FieldPath path) {
        node(RuleNode.of(schema.source(), schema, true), schema.source(), path, 1, null);
        if (total > MAX_TOTAL_COST) {
            expensive.stream()
                    .sorted(Comparator.comparingLong(Expensive::cost).reversed())
                    .limit(SHOWN_EXPENSIVE)
                    .forEach(one -> errors.add(FieldError.forbidden(
                            one.path(),
                            "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3"
                                    + " schema")));
            errors.add(FieldError.forbidden(
                    path,
                    exceeds(
                            "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                            total,
                            MAX_TOTAL_COST)));
        }
        return errors;
    }

    /**
     * Checks a place of the schema and what is below it.
     *
     * @param count how often a value may stand there, {@link Range#UNBOUNDED} if that is not limited
     * @param uncorrelated the list around it whose items have no place before; null if there is none
     */
    private void node(RuleNode node, ObjectValue source, FieldPath path, long count, @Nullable FieldPath uncorrelated) {
        for (var entry : node.properties().entrySet()) {
            node(
                    entry.getValue(),
                    source.object("properties").object(entry.getKey()),
                    path.child("properties").key(entry.getKey()),
                    count,
                    uncorrelated);
        }
        RuleNode additional = node.additional();
        if (additional != null) {
            node(
                    additional,
                    source.object("additionalProperties"),
                    path.child("additionalProperties"),
                    times(count, source, "maxProperties"),
                    uncorrelated);
        }
        RuleNode items = node.items();
        if (items != null) {
            boolean map = source.text("x-kubernetes-list-type", "").equals("map");
            node(
                    items,
                    source.object("items"),
                    path.child("items"),
                    times(count, source, "maxItems"),
                    map || uncorrelated != null ? uncorrelated : path);
        }
        int index = 0;
        for (RuleNode all : node.alternatives()) {
            node(
                    all,
                    source.list("allOf").objects().get(index),
                    path.child("allOf").index(index),
                    count,
                    uncorrelated);
            index++;
        }
        rules(node, path, count, uncorrelated);
    }

    private static long times(long count, ObjectValue source, String bound) {
        return count == Range.UNBOUNDED || !source.has(bound)
                ? Range.UNBOUNDED
                : Range.times(count, Math.max(0, source.integer(bound, 0)));
    }

    private void rules(RuleNode node, FieldPath path, long count, @Nullable FieldPath uncorrelated) {
        FieldErrors shape = new FieldErrors();
        for (int i = 0; i < node.rules().size(); i++) {
            shape(node.rules().get(i), node.schema(), path.child(RuleNode.RULES).index(i), shape);
        }
        if (!shape.isEmpty()) {
            errors.addAll(shape);
            return;
        }
        DeclType type = node.type();
        long perRequest = type == null ? 1 : DeclType.MAX_REQUEST_BYTES / (type.minSerializedSize() + 1);
        for (int i = 0; i < node.rules().size(); i++) {
            Rule rule = node.rules().get(i);
            FieldPath place = path.child(RuleNode.RULES).index(i);
            costs(rule, place, count == Range.UNBOUNDED ? perRequest : count);
            if (rule.usesOldSelf() && uncorrelated != null) {
                errors.add(FieldError.invalid(
                        place.child("rule"),
                        rule.source().text("rule", ""),
                        "oldSelf cannot be used on the uncorrelatable portion of the schema within " + uncorrelated));
            } else if (!rule.usesOldSelf() && rule.source().has("optionalOldSelf")) {
                errors.add(FieldError.invalid(
                        place.child("optionalOldSelf"),
                        rule.optionalOldSelf(),
                        "may not be set if oldSelf is not used in rule"));
            }
        }
    }

    private void costs(Rule rule, FieldPath place, long count) {
        CelProgram program = rule.program();
        long cost = program == null ? 0 : Range.times(program.estimatedCost(), count);
        limit("estimated rule cost", cost, place.child("rule"));
        if (!rule.error().isEmpty()) {
            errors.add(FieldError.invalid(place.child("rule"), shown(rule.source()), rule.error()));
        }
        CelProgram message = rule.message();
        if (!rule.messageError().isEmpty()) {
            errors.add(FieldError.invalid(place.child("messageExpression"), shown(rule.source()), rule.messageError()));
        } else if (message != null) {
            limit("estimated messageExpression cost", message.estimatedCost(), place.child("messageExpression"));
        }
    }

    private void limit(String name, long cost, FieldPath place) {
        total = Range.plus(total, cost);
        if (cost >= MAX_TOTAL_COST / 100) {
            expensive.add(new Expensive(place, cost));
        }
        if (cost > MAX_RULE_COST) {
            errors.add(FieldError.forbidden(place, exceeds(name, cost, MAX_RULE_COST)));
        }
    }

    private static String exceeds(String name, long cost, long limit) {
        double factor = (double) cost / limit;
        String shown =
                factor > 100 ? "more than 100x" : String.format(Locale.ROOT, factor < 1.5 ? "%fx" : "%.1fx", factor);
        return name + " exceeds budget by factor of " + shown
                + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and"
                + " strings are declared)";
    }

    /** The rule as Go's JSON of the struct that it is there, whose fields have an order. */
    private static Object shown(ObjectValue rule) {
        Object reason = rule.get("reason");
        Object optional = rule.get("optionalOldSelf");
        return new Shown("{\"Rule\":" + GoText.json(rule.text("rule", ""))
                + ",\"Message\":" + GoText.json(rule.text("message", ""))
                + ",\"MessageExpression\":" + GoText.json(rule.text("messageExpression", ""))
                + ",\"Reason\":" + GoText.json(reason == null ? NullValue.NULL : reason)
                + ",\"FieldPath\":" + GoText.json(rule.text("fieldPath", ""))
                + ",\"OptionalOldSelf\":" + GoText.json(optional == null ? NullValue.NULL : optional) + "}");
    }

    private record Shown(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    private static void shape(Rule rule, Schema schema, FieldPath place, FieldErrors errors) {
        ObjectValue source = rule.source();
        String expression = source.text("rule", "").strip();
        String message = source.text("message", "");
        if (expression.isEmpty()) {
            errors.add(FieldError.required(place.child("rule"), "rule is not specified"));
        } else if (!message.isEmpty() && message.isBlank()) {
            errors.add(FieldError.invalid(place.child("message"), message, "must be non-empty if specified"));
        } else if (hasLineBreaks(message.strip())) {
            errors.add(FieldError.invalid(place.child("message"), message, "must not contain line breaks"));
        } else if (hasLineBreaks(expression) && message.isBlank()) {
            errors.add(FieldError.required(
                    place.child("message"), "message must be specified if rule contains line breaks"));
        }
        String messageExpression = source.text("messageExpression", "");
        if (!messageExpression.isEmpty() && messageExpression.isBlank()) {
            errors.add(FieldError.required(
                    place.child("messageExpression"), "messageExpression must be non-empty if specified"));
        }
        source.text("reason")
                .filter(reason -> !REASONS.contains(reason))
                .ifPresent(reason -> errors.add(FieldError.notSupported(place.child("reason"), reason, REASONS)));
        String path = source.text("fieldPath", "");
        if (!path.isEmpty() && path.isBlank()) {
            errors.add(FieldError.invalid(place.child("fieldPath"), path, "must be non-empty if specified"));
        }
        if (hasLineBreaks(path)) {
            errors.add(FieldError.invalid(place.child("fieldPath"), path, "must not contain line breaks"));
        }
        if (!path.isEmpty() && FieldPaths.normalized(path, schema).isEmpty()) {
            errors.add(FieldError.invalid(place.child("fieldPath"), path, "must be a valid path"));
        }
    }

    private static boolean hasLineBreaks(String text) {
        return text.contains("\n") || text.contains("\r");
    }
}
