package dev.jukung.app.kustomize;

import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * The suffix that tells one content of a generated ConfigMap or Secret from another, equal to kustomize's: the first ten
 * hexadecimal digits of the SHA-256 of its data as Go's encoding/json writes it, without digits that could be read as words.
 */
final class ContentHash {
    private static final int LENGTH = 10;

    private ContentHash() {}

    static void addSuffixes(Resources resources) {
        for (Resource resource : resources.all()) {
            if (resource.hashed()) {
                resource.rename(resource.name() + "-" + of(resource.tree()));
            }
        }
    }

    static String of(ObjectValue tree) {
        boolean secret = tree.text("kind", "").equals("Secret");
        // The name is empty on purpose: kustomize looks for it in a field that never exists.
        ObjectValue.Builder content = ObjectValue.builder()
                .set("kind", tree.text("kind", ""))
                .set("name", "")
                .set("data", tree.has("data") ? tree.object("data") : "");
        String more = secret ? "stringData" : "binaryData";
        if (tree.has(more)) {
            content.set(more, tree.object(more));
        }
        if (secret) {
            content.set("type", tree.text("type", ""));
        }
        StringBuilder json = new StringBuilder();
        write(content.build(), json);
        return encode(sha256(json.toString()).substring(0, LENGTH));
    }

    private static String encode(String hex) {
        return hex.replace('0', 'g')
                .replace('1', 'h')
                .replace('3', 'k')
                .replace('a', 'm')
                .replace('e', 't');
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Keys sorted, and escaped what Go escapes so that JSON can stand in HTML. */
    private static void write(Object value, StringBuilder out) {
        if (!(value instanceof ObjectValue object)) {
            writeText(String.valueOf(value), out);
            return;
        }
        TreeMap<String, Object> fields = new TreeMap<>();
        object.forEach(fields::put);
        out.append('{');
        fields.forEach((key, field) -> {
            if (out.charAt(out.length() - 1) != '{') {
                out.append(',');
            }
            writeText(key, out);
            out.append(':');
            write(field, out);
        });
        out.append('}');
    }

    private static void writeText(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || "<>&\u2028\u2029".indexOf(c) >= 0) {
                        out.append("\\u").append(HexFormat.of().toHexDigits(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
