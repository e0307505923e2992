package dev.jukung.schema;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Values;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One validation: walks a tree beside its schema. Confined to one thread. */
final class Validation {
    private final Wording wording;
    private final WalkPath path = new WalkPath();
    private Findings findings = new Findings();

    Validation(Wording wording) {
        this.wording = wording;
    }

    Findings findings() {
        return findings;
    }

    void root(Schema schema, ObjectValue object, @Nullable Object old) {
        check(schema, object, old);
    }

    private void check(Schema schema, Object value, @Nullable Object old) {
        if (old != null && old.equals(value)) {
            return; // ratcheting: it was so before
        }
        if (schema.goTyped() && value == NullValue.NULL) {
            return; // absent, as Go sees it
        }
        type(schema, value);
        Constraints constraints = schema.constraints();
        if (constraints != null) {
            if (value != NullValue.NULL) {
                alternatives(constraints, value);
                scalar(constraints, value);
            }
        }
        switch (value) {
            case String text -> format(schema, text);
            case Long _, NumberValue _ -> range(schema, value);
            case ListValue list -> items(schema, list, old);
            default -> {}
        }
        if (constraints != null) {
            size(constraints, value);
            allowed(constraints, value);
        }
        if (value instanceof ObjectValue object) {
            members(schema, object, old);
        }
        findings.matched();
    }

    private void type(Schema schema, Object value) {
        SchemaType wanted = schema.type();
        if (schema.wellKnown() != WellKnown.NONE || wanted == SchemaType.ANY) {
            return;
        }
        if (value == NullValue.NULL) {
            if (schema.nullable()) {
                findings.matched();
            } else {
                findings.add(wording.wrongType(path, wanted.text(), "null"));
            }
            return;
        }
        String given = Values.typeOf(value);
        boolean formatted = !schema.format().isEmpty();
        boolean textOrList = value instanceof String || value instanceof ListValue;
        boolean matches = matches(wanted, given, value);
        if (formatted && !textOrList && !matches) {
            findings.add(wording.wrongType(path, schema.format(), numericFormat(value)));
            return;
        }
        boolean numeric =
                wanted == SchemaType.NUMBER || wanted == SchemaType.INTEGER || wanted == SchemaType.INT_OR_STRING;
        if (matches || (!numeric && formatted && textOrList)) {
            findings.matched();
            return;
        }
        findings.add(wording.wrongType(path, wanted.text(), given));
    }

    private static boolean matches(SchemaType wanted, String given, Object value) {
        return switch (wanted) {
            case INT_OR_STRING -> given.equals("string") || Numbers.isInteger(value);
            case INTEGER -> Numbers.isInteger(value);
            case NUMBER -> given.equals("integer") || given.equals("number");
            case ANY -> true;
            default -> given.equals(wanted.text());
        };
    }

    private static String numericFormat(Object value) {
        return switch (value) {
            case Long _ -> "int64";
            case NumberValue _ -> "float64";
            default -> "";
        };
    }

    private void range(Schema schema, Object value) {
        String format = schema.format();
        boolean fits =
                switch (schema.type()) {
                    case INTEGER -> !format.equals("int32") || !Numbers.isInteger(value) || Numbers.fitsInt(value);
                    case NUMBER -> !format.equals("float") || Math.abs(Numbers.toDouble(value)) <= Float.MAX_VALUE;
                    default -> true;
                };
        if (!fits) {
            String detail = "Checked value must be of type " + schema.type().text() + " with format " + format + " in "
                    + path.text();
            findings.add(FieldError.invalid(FieldPath.ROOT, "", detail));
        }
        findings.matched();
    }

    private void scalar(Constraints constraints, Object value) {
        switch (value) {
            case String text -> text(constraints, text);
            case Long _, NumberValue _ -> number(constraints, value);
            default -> {}
        }
    }

    private void text(Constraints constraints, String text) {
        long length = text.codePointCount(0, text.length());
        if (length > constraints.maxLength().orElse(Long.MAX_VALUE)) {
            findings.add(
                    FieldError.tooLong(path.field(), constraints.maxLength().getAsLong()));
            return;
        }
        if (length < constraints.minLength().orElse(0)) {
            findings.add(wording.tooShort(path, text, constraints.minLength().getAsLong()));
            return;
        }
        constraints.pattern().ifPresent(pattern -> {
            if (!pattern.compiled().map(p -> p.matcher(text).find()).orElse(false)) {
                findings.add(wording.noMatch(path, text, pattern));
            }
        });
    }

    private void number(Constraints constraints, Object value) {
        Object factor = constraints.multipleOf();
        if (factor != null && !Numbers.isMultiple(value, factor)) {
            findings.add(wording.noMultiple(path, value, factor));
        }
        constraints.minimum().ifPresent(bound -> {
            int order = Numbers.compare(value, bound.limit());
            if (order < 0 || (order == 0 && bound.exclusive())) {
                findings.add(wording.tooSmall(path, value, bound));
            }
        });
        constraints.maximum().ifPresent(bound -> {
            int order = Numbers.compare(value, bound.limit());
            if (order > 0 || (order == 0 && bound.exclusive())) {
                findings.add(wording.tooLarge(path, value, bound));
            }
        });
    }

    private void format(Schema schema, String text) {
        if (schema.goTyped() || schema.format().isEmpty()) {
            return;
        }
        Predicate<String> check = Formats.check(schema.format());
        if (check != null && !check.test(text)) {
            findings.add(wording.wrongFormat(path, schema.format(), text));
        }
    }

    private void items(Schema schema, ListValue list, @Nullable Object old) {
        Schema items = schema.items();
        if (items == null) {
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            path.push(i);
            check(items, list.get(i), old == null ? null : ListKeys.correlated(schema, list.get(i), old));
            path.pop();
        }
    }

    private void size(Constraints constraints, Object value) {
        switch (value) {
            case ListValue list -> {
                if (list.size() < constraints.minItems().orElse(0)) {
                    findings.add(wording.tooFewItems(
                            path, list.size(), constraints.minItems().getAsLong()));
                }
                if (list.size() > constraints.maxItems().orElse(Long.MAX_VALUE)) {
                    findings.add(FieldError.tooMany(
                            path.field(), list.size(), constraints.maxItems().getAsLong()));
                }
                if (constraints.uniqueItems() && list.stream().distinct().count() < list.size()) {
                    findings.add(wording.duplicates(path));
                }
            }
            case ObjectValue object -> {
                if (object.size() < constraints.minProperties().orElse(0)) {
                    findings.add(wording.tooFewProperties(
                            path, object.size(), constraints.minProperties().getAsLong()));
                }
                if (object.size() > constraints.maxProperties().orElse(Long.MAX_VALUE)) {
                    findings.add(FieldError.tooMany(
                            path.field(),
                            object.size(),
                            constraints.maxProperties().getAsLong()));
                }
            }
            default -> {}
        }
    }

    private void allowed(Constraints constraints, Object value) {
        if (constraints.allowed().isEmpty()
                || constraints.allowed().stream().anyMatch(one -> Numbers.same(one, value))) {
            return;
        }
        findings.add(FieldError.notSupported(
                path.field(),
                value,
                constraints.allowed().stream()
                        .map(one -> one instanceof String text ? text : GoText.json(one))
                        .toList()));
    }

    private void members(Schema schema, ObjectValue object, @Nullable Object old) {
        Schema additional = schema.additional();
        if (additional != null) {
            for (int i = 0; i < object.size(); i++) {
                String key = object.keyAt(i);
                if (schema.indexOf(key) < 0) {
                    enter(key);
                    check(additional, object.valueAt(i), member(schema, old, key));
                    path.pop();
                }
            }
        }
        for (int i = 0; i < schema.propertyCount(); i++) {
            String name = schema.propertyName(i);
            Object value = object.get(name);
            if (value != null) {
                path.push(name);
                check(schema.validationOf(i), value, member(schema, old, name));
                path.pop();
            }
        }
        required(schema, object);
    }

    private void required(Schema schema, ObjectValue object) {
        if (schema.goTyped() && path.isIn("status")) {
            return; // Kubernetes lets the writers of a status leave out whatever they do not know
        }
        for (String name : schema.required()) {
            if (isMissing(schema, object.get(name))) {
                path.push(name);
                findings.add(FieldError.required(path.field(), ""));
                path.pop();
            }
        }
    }

    /** Into an entry of a map, which kube-openapi writes like a field. */
    private void enter(String key) {
        if (wording == Wording.STRUCTURAL) {
            path.push(key);
        } else {
            path.pushKey(key);
        }
    }

    private static @Nullable Object member(Schema schema, @Nullable Object old, String key) {
        return old instanceof ObjectValue object && !schema.atomicMap() ? object.get(key) : null;
    }

    /** Built-in kinds hold their strings and lists in Go fields that cannot tell an empty one from none. */
    private static boolean isMissing(Schema schema, @Nullable Object value) {
        if (value == null) {
            return true;
        }
        return schema.goTyped() && (value.equals("") || (value instanceof ListValue list && list.isEmpty()));
    }

    private void alternatives(Constraints constraints, Object value) {
        if (!constraints.anyOf().isEmpty()) {
            anyOf(constraints, value);
        }
        if (!constraints.oneOf().isEmpty()) {
            oneOf(constraints, value);
        }
        if (!constraints.allOf().isEmpty()) {
            allOf(constraints, value);
        }
        if (constraints.not().isPresent()
                && tried(constraints.not().get(), value).isClean()) {
            compound("must not validate the schema (not)");
        }
        findings.matched();
    }

    private void anyOf(Constraints constraints, Object value) {
        Findings best = null;
        for (Schema schema : constraints.anyOf()) {
            Findings tried = tried(schema, value);
            if (tried.isClean()) {
                findings.merge(tried);
                return;
            }
            best = best == null || tried.matches() > best.matches() ? tried : best;
        }
        compound("must validate at least one schema (anyOf)");
        if (best != null) {
            findings.merge(best);
        }
    }

    private void oneOf(Constraints constraints, Object value) {
        Findings best = null;
        Findings first = null;
        int valid = 0;
        for (Schema schema : constraints.oneOf()) {
            Findings tried = tried(schema, value);
            if (tried.isClean()) {
                first = first == null ? tried : first;
                valid++;
            } else if (valid == 0 && (best == null || tried.matches() > best.matches())) {
                best = tried;
            }
        }
        if (valid == 1 && first != null) {
            findings.merge(first);
            return;
        }
        compound("must validate one and only one schema (oneOf). "
                + (valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives"));
        if (valid == 0 && best != null) {
            findings.merge(best);
        }
    }

    private void allOf(Constraints constraints, Object value) {
        int valid = 0;
        for (Schema schema : constraints.allOf()) {
            Findings tried = tried(schema, value);
            valid += tried.isClean() ? 1 : 0;
            findings.merge(tried);
        }
        if (valid != constraints.allOf().size()) {
            compound("must validate all the schemas (allOf)" + (valid == 0 ? ". None validated" : ""));
        }
    }

    private Findings tried(Schema schema, Object value) {
        Findings outer = findings;
        findings = new Findings();
        check(schema, value, null);
        Findings tried = findings;
        findings = outer;
        return tried;
    }

    /** Kubernetes reports these without a field. */
    private void compound(String problem) {
        findings.add(FieldError.invalid(FieldPath.ROOT, "", GoText.quote(path.text()) + " " + problem));
    }
}
