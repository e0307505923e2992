package dev.jukung.schema.openapi;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Parameters that stand once in a document of version 2 and are referred to by a name made from their content, as Kubernetes
 * makes it. Those that speak of a kind stand where they are used, and so do two that old clients look for there.
 */
final class SharedParameters {
    private static final String COMMON_BODIES = "#/definitions/io.k8s.apimachinery";
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final int NAME_BYTES = 6;

    private final Map<String, ObjectValue> shared = new TreeMap<>();

    /** What to write in place of the parameter. */
    ObjectValue place(ObjectValue parameter) {
        String name = parameter.text("name", "");
        String schema = parameter.object("schema").text("$ref", "");
        boolean ofKind =
                switch (name) {
                    case "name", "fieldValidation", "dryRun" -> true;
                    case "body" -> !schema.startsWith(COMMON_BODIES);
                    default -> false;
                };
        if (ofKind) {
            return parameter;
        }
        String key = name + "-" + hash(parameter);
        shared.put(key, parameter);
        return ObjectValue.of("$ref", "#/parameters/" + key);
    }

    ObjectValue all() {
        ObjectValue.Builder all = ObjectValue.builder();
        shared.forEach(all::set);
        return all.build();
    }

    /** Of the JSON that Go writes, where these three are escaped. */
    private static String hash(ObjectValue parameter) {
        String json = new String(Json.bytes(parameter), StandardCharsets.UTF_8)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026");
        long hash = FNV_OFFSET;
        for (byte b : json.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash * FNV_PRIME) ^ (b & 0xff);
        }
        byte[] sum = ByteBuffer.allocate(Long.BYTES).putLong(hash).array();
        return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(sum, NAME_BYTES));
    }
}
