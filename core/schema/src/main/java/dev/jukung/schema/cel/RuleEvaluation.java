package dev.jukung.schema.cel;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.ListType;
import dev.jukung.schema.Schema;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Evaluates the rules for one object. Confined to one call. */
final class RuleEvaluation {
    private static final int MAX_MESSAGE = 5 * 1024;
    private static final String OUT_OF_BUDGET =
            "validation failed due to running out of cost budget, no further validation rules will be run";

    /**
     * What a value is compared with, to see whether it is unchanged.
     *
     * @param known whether its place before can be told
     * @param around that of what it is part of
     */
    private record Before(
            boolean known,
            Object value,
            Object old,
            @Nullable Before around) {
        boolean unchanged() {
            return known ? value.equals(old) : around != null && around.unchanged();
        }

        static Before none(@Nullable Before around) {
            return new Before(false, NullValue.NULL, NullValue.NULL, around);
        }

        Before below(@Nullable Object part, @Nullable Object oldPart) {
            if (!known) {
                return this;
            }
            return part == null || oldPart == null ? none(this) : new Before(true, part, oldPart, this);
        }
    }

    /** Ends the evaluation: no rule is run any more. */
    private static final class StopException extends Exception {
        StopException() {
            super("", null, false, false);
        }
    }

    private final CelBudget budget;
    private final List<FieldError> errors = new ArrayList<>();
    private final List<String> ratcheted = new ArrayList<>();

    RuleEvaluation(CelBudget budget) {
        this.budget = budget;
    }

    CelRules.Findings findings() {
        return new CelRules.Findings(List.copyOf(errors), List.copyOf(ratcheted));
    }

    void run(RuleNode root, ObjectValue object, @Nullable ObjectValue old) {
        Before before = old == null ? Before.none(null) : new Before(true, object, old, null);
        try {
            validate(root, FieldPath.ROOT, object, old, before);
        } catch (StopException _) {
            return; // the reason is among the errors
        }
    }

    private void validate(RuleNode node, FieldPath path, Object value, @Nullable Object old, Before before)
            throws StopException {
        if (value == NullValue.NULL) {
            return; // rules about null belong to what is around it
        }
        rules(node, path, value, old, before);
        for (RuleNode all : node.alternatives()) {
            validate(all, path, value, old, Before.none(before.around()));
        }
        switch (value) {
            case ListValue list -> items(node, path, list, old, before);
            case ObjectValue object -> members(node, path, object, old, before);
            default -> {}
        }
    }

    private void items(RuleNode node, FieldPath path, ListValue list, @Nullable Object old, Before before)
            throws StopException {
        RuleNode items = node.items();
        if (items == null) {
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            Object oldItem = correlated(node.schema(), list.get(i), old);
            validate(items, path.index(i), list.get(i), oldItem, before.below(list.get(i), oldItem));
        }
    }

    /** Items of list maps correspond to those with the same keys before; others to none. */
    private static @Nullable Object correlated(Schema schema, Object item, @Nullable Object old) {
        if (schema.listType() != ListType.MAP
                || !(old instanceof ListValue before)
                || !(item instanceof ObjectValue object)) {
            return null;
        }
        for (ObjectValue candidate : before.objects()) {
            boolean same = schema.listMapKeys().stream()
                    .allMatch(key -> object.has(key) && Objects.equals(object.get(key), candidate.get(key)));
            if (same) {
                return candidate;
            }
        }
        return null;
    }

    private void members(RuleNode node, FieldPath path, ObjectValue object, @Nullable Object old, Before before)
            throws StopException {
        ObjectValue oldObject = old instanceof ObjectValue was ? was : ObjectValue.EMPTY;
        RuleNode additional = node.additional();
        if (additional != null) {
            for (int i = 0; i < object.size(); i++) {
                String key = object.keyAt(i);
                Object oldValue = oldObject.get(key);
                validate(
                        additional,
                        path.key(key),
                        object.valueAt(i),
                        oldValue,
                        before.below(object.valueAt(i), oldValue));
            }
        }
        for (Map.Entry<String, RuleNode> entry : node.properties().entrySet()) {
            String name = entry.getKey();
            Object value = object.get(name);
            if (value != null) {
                boolean typeMeta = before.around() == null && (name.equals("apiVersion") || name.equals("kind"));
                Object oldValue = oldObject.get(name);
                validate(
                        entry.getValue(),
                        path.child(name),
                        value,
                        oldValue,
                        typeMeta ? Before.none(null) : before.below(value, oldValue));
            }
        }
    }

    private void rules(RuleNode node, FieldPath path, Object value, @Nullable Object old, Before before)
            throws StopException {
        if (node.rules().isEmpty()) {
            return;
        }
        String type = node.schema().type().text();
        if (budget.remaining() <= 0) {
            errors.add(FieldError.invalid(path, type, OUT_OF_BUDGET));
            throw new StopException();
        }
        for (Rule rule : node.rules()) {
            CelProgram program = rule.program();
            if (!rule.error().isEmpty()) {
                errors.add(FieldError.invalid(path, type, "rule compile error: " + rule.error()));
            } else if (program != null && (!rule.usesOldSelf() || old != null || rule.optionalOldSelf())) {
                CelScope scope = scope(node, rule, value, old);
                CelResult result = program.evaluate(scope, budget);
                if (budget.isOverspent()) {
                    errors.add(FieldError.invalid(path, type, OUT_OF_BUDGET));
                    throw new StopException();
                }
                judge(node, rule, path, value, scope, result, before);
            }
        }
    }

    private static CelScope scope(RuleNode node, Rule rule, Object value, @Nullable Object old) {
        CelScope scope = new CelScope().set(RuleNode.SELF, value, node.schema(), node.resourceRoot());
        if (rule.optionalOldSelf()) {
            scope.setOptional(RuleNode.OLD_SELF, old, node.schema(), node.resourceRoot());
        } else if (old != null) {
            scope.set(RuleNode.OLD_SELF, old, node.schema(), node.resourceRoot());
        }
        return scope;
    }

    private void judge(
            RuleNode node, Rule rule, FieldPath path, Object value, CelScope scope, CelResult result, Before before)
            throws StopException {
        String type = node.schema().type().text();
        switch (result) {
            case CelResult.Failed(String message, boolean tooExpensive) -> {
                String detail = tooExpensive
                        ? "'" + message
                                + "': no further validation rules will be run due to call cost exceeds limit for"
                                + " rule: "
                        : message.startsWith("no such overload")
                                ? "'" + message + "': call arguments did not match a supported operator, function or"
                                        + " macro signature for rule: "
                                : message + " evaluating rule: ";
                errors.add(FieldError.invalid(path, type, detail + rule.shown()));
                if (tooExpensive) {
                    throw new StopException();
                }
            }
            case CelResult.Value(Object truth) -> {
                if (!truth.equals(true)) {
                    broken(node, rule, path, value, scope, before);
                }
            }
        }
    }

    private void broken(RuleNode node, Rule rule, FieldPath path, Object value, CelScope scope, Before before)
            throws StopException {
        FieldPath place = rule.fieldPath().isEmpty() ? path : path.child(rule.fieldPath());
        CelProgram expression = rule.message();
        String detail = rule.defaultMessage();
        if (expression != null) {
            CelResult result = expression.evaluate(scope, budget);
            String quoted = dev.jukung.schema.GoText.quote(expression.expression());
            String problem = result instanceof CelResult.Failed(String _, boolean tooExpensive) && tooExpensive
                    ? "no further validation rules will be run due to call cost exceeds limit for messageExpression: "
                            + quoted
                    : budget.isOverspent()
                            ? "messageExpression evaluation failed due to running out of cost budget, no further"
                                    + " validation rules will be run"
                            : "";
            if (!problem.isEmpty()) {
                add(rule, FieldError.invalid(place, node.schema().type().text(), problem), before);
                throw new StopException();
            }
            detail = message(result).orElse(detail);
        }
        boolean whole = value instanceof ObjectValue || value instanceof ListValue;
        Optional<Object> shown = whole ? Optional.empty() : Optional.of(value);
        FieldError error =
                switch (rule.source().text("reason", "")) {
                    case "FieldValueForbidden" -> FieldError.forbidden(place, detail);
                    case "FieldValueRequired" -> FieldError.required(place, detail);
                    case "FieldValueDuplicate" -> new FieldError(FieldError.Type.DUPLICATE, place, shown, "");
                    default -> new FieldError(FieldError.Type.INVALID, place, shown, detail);
                };
        add(rule, error, before);
    }

    private static Optional<String> message(CelResult result) {
        return result instanceof CelResult.Value(Object value) && value instanceof String text
                ? Optional.of(text.strip())
                        .filter(message ->
                                !message.isEmpty() && message.length() <= MAX_MESSAGE && !message.contains("\n"))
                : Optional.empty();
    }

    private void add(Rule rule, FieldError error, Before before) {
        if (!rule.usesOldSelf() && before.unchanged()) {
            ratcheted.add(error.message());
        } else {
            errors.add(error);
        }
    }
}
