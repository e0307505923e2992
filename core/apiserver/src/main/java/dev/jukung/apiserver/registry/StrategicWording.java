package dev.jukung.apiserver.registry;

import dev.jukung.schema.DecodingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A wrong type as Kubernetes words it for strategic merge patches: there the result is converted from maps, not read from
 * JSON, and the converter names Go's types only.
 */
final class StrategicWording {
    private static final Pattern WRONG_TYPE =
            Pattern.compile("json: cannot unmarshal (\\w+)( \\S+)? into Go .* of type (.+)");

    private StrategicWording() {}

    static String of(DecodingException failure) {
        String text = String.valueOf(failure.getMessage());
        Matcher wrong = WRONG_TYPE.matcher(text);
        if (!wrong.matches()) {
            return text;
        }
        String given = goType(wrong.group(1), wrong.group(2) == null ? "" : wrong.group(2));
        String wanted = wrong.group(3);
        if (wanted.startsWith("[]")) {
            return "cannot restore slice from " + kind(given);
        }
        if (wanted.startsWith("map[")) {
            return "cannot restore map from " + kind(given);
        }
        return wanted.contains(".")
                ? "cannot restore struct from: " + kind(given)
                : "cannot convert " + given + " to " + wanted;
    }

    private static String goType(String jsonType, String value) {
        return switch (jsonType) {
            case "number" -> value.contains(".") ? "float64" : "int64";
            case "object" -> "map[string]interface {}";
            case "array" -> "[]interface {}";
            default -> jsonType;
        };
    }

    /** Go's {@code reflect.Kind}. */
    private static String kind(String goType) {
        if (goType.startsWith("map")) {
            return "map";
        }
        return goType.startsWith("[]") ? "slice" : goType;
    }
}
