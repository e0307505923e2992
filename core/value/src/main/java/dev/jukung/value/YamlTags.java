package dev.jukung.value;

import dev.jukung.value.YamlScalars.Kind;
import dev.jukung.value.YamlScalars.Resolved;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Scalars with an explicit tag such as {@code !!str}. */
final class YamlTags {
    private static final String PREFIX = "tag:yaml.org,2002:";

    private YamlTags() {}

    /** What the scalar is under this tag; under one that Kubernetes does not know it is text. */
    static Resolved resolve(String tag, String text) {
        return switch (tag) {
            case PREFIX + "binary" -> new Resolved(Kind.TEXT, binary(text));
            case PREFIX + "merge" -> new Resolved(Kind.MERGE, text);
            case PREFIX + "null" -> new Resolved(Kind.NULL, NullValue.NULL);
            case PREFIX + "bool" -> required(text, Kind.BOOLEAN, "!!bool");
            case PREFIX + "int" -> required(text, Kind.INTEGER, "!!int");
            case PREFIX + "timestamp" -> required(text, Kind.TIMESTAMP, "!!timestamp");
            case PREFIX + "float" -> floating(text);
            default -> new Resolved(Kind.TEXT, text);
        };
    }

    private static Resolved floating(String text) {
        Resolved resolved = YamlScalars.resolve(text);
        return resolved.kind() == Kind.INTEGER ? resolved : required(text, Kind.FLOAT, "!!float");
    }

    private static Resolved required(String text, Kind kind, String tag) {
        Resolved resolved = YamlScalars.resolve(text);
        if (resolved.kind() != kind) {
            throw new ParseException(
                    "yaml: cannot decode " + shortTag(resolved.kind()) + " `" + text + "` as a " + tag);
        }
        return resolved;
    }

    private static String shortTag(Kind kind) {
        return switch (kind) {
            case TEXT -> "!!str";
            case NULL -> "!!null";
            case BOOLEAN -> "!!bool";
            case INTEGER -> "!!int";
            case FLOAT -> "!!float";
            case TIMESTAMP -> "!!timestamp";
            case MERGE -> "!!merge";
        };
    }

    private static String binary(String text) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(text.strip());
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ParseException("yaml: !!binary value contains invalid base64 data", e);
        }
    }

    /** A float as the name of a member: sigs.k8s.io/yaml writes it with the digits of a float32. */
    static String keyOf(double key) {
        if (Float.isFinite((float) key)) {
            return GoText.generalOfFloat(key);
        }
        return Double.isNaN(key) ? ".nan" : key > 0 ? ".inf" : "-.inf";
    }
}
