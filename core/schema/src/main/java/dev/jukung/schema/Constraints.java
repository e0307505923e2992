package dev.jukung.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.jukung.value.ListValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a schema asks of a value beyond its type: JSON Schema's validation keywords, as OpenAPI v3 has them. */
record Constraints(
        List<Object> allowed,
        Optional<Expression> pattern,
        Optional<Bound> minimum,
        Optional<Bound> maximum,
        @Nullable Object multipleOf,
        OptionalLong minLength,
        OptionalLong maxLength,
        OptionalLong minItems,
        OptionalLong maxItems,
        OptionalLong minProperties,
        OptionalLong maxProperties,
        boolean uniqueItems,
        List<Schema> allOf,
        List<Schema> anyOf,
        List<Schema> oneOf,
        Optional<Schema> not) {

    /** A limit of a number; {@code exclusive} when the limit itself is not allowed. */
    record Bound(Object limit, boolean exclusive) {}

    /** A regular expression; one that does not compile matches nothing and says why. */
    record Expression(String text, Optional<Pattern> compiled, String problem) {
        static Expression of(String text) {
            try {
                return new Expression(text, Optional.of(Pattern.compile(text)), "");
            } catch (PatternSyntaxException e) {
                return new Expression(text, Optional.empty(), String.valueOf(e.getMessage()));
            }
        }
    }

    private static final List<String> KEYWORDS = List.of(
            "enum",
            "pattern",
            "minimum",
            "maximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "uniqueItems",
            "allOf",
            "anyOf",
            "oneOf",
            "not");

    /** The constraints written in {@code source}; null when there are none, the usual case. */
    static @Nullable Constraints of(ObjectValue source, SchemaReader reader) {
        if (KEYWORDS.stream().noneMatch(source::has)) {
            return null;
        }
        return new Constraints(
                source.list("enum"),
                source.text("pattern").filter(text -> !text.isEmpty()).map(Expression::of),
                bound(source, "minimum", "exclusiveMinimum"),
                bound(source, "maximum", "exclusiveMaximum"),
                isNumber(source.get("multipleOf")) ? source.get("multipleOf") : null,
                count(source, "minLength"),
                count(source, "maxLength"),
                count(source, "minItems"),
                count(source, "maxItems"),
                count(source, "minProperties"),
                count(source, "maxProperties"),
                source.flag("uniqueItems", false),
                schemas(source.list("allOf"), reader),
                schemas(source.list("anyOf"), reader),
                schemas(source.list("oneOf"), reader),
                source.get("not") instanceof ObjectValue not ? Optional.of(reader.read(not)) : Optional.empty());
    }

    private static Optional<Bound> bound(ObjectValue source, String keyword, String exclusive) {
        Object limit = source.get(keyword);
        return limit != null && isNumber(limit)
                ? Optional.of(new Bound(limit, source.flag(exclusive, false)))
                : Optional.empty();
    }

    private static boolean isNumber(@Nullable Object value) {
        return value instanceof Long || value instanceof NumberValue;
    }

    private static OptionalLong count(ObjectValue source, String keyword) {
        return source.get(keyword) instanceof Long count ? OptionalLong.of(count) : OptionalLong.empty();
    }

    private static List<Schema> schemas(ListValue sources, SchemaReader reader) {
        return sources.objects().stream().map(reader::read).toList();
    }
}
