package dev.jukung.app.kustomize;

import dev.jukung.value.ObjectValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code configMapGenerator} and {@code secretGenerator}. Confined to one thread. */
final class DataGenerator {
    /** kustomize breaks base64 into lines of this length; the hash is of the broken text. */
    private static final int BASE64_LINE = 70;

    private final Kinds kinds;
    private final Kustomization kustomization;

    DataGenerator(Kinds kinds, Kustomization kustomization) {
        this.kinds = kinds;
        this.kustomization = kustomization;
    }

    List<Resource> generate() {
        List<Resource> generated = new ArrayList<>();
        for (ObjectValue entry : kustomization.objects("configMapGenerator")) {
            generated.add(generate("ConfigMap", entry));
        }
        for (ObjectValue entry : kustomization.objects("secretGenerator")) {
            generated.add(generate("Secret", entry));
        }
        return generated;
    }

    private Resource generate(String kind, ObjectValue entry) {
        String name = entry.text("name", "");
        if (name.isEmpty()) {
            throw new KustomizeException("a configmap must have a name");
        }
        ObjectValue tree = ObjectValue.of("apiVersion", "v1", "kind", kind, "metadata", ObjectValue.of("name", name));
        if (entry.has("namespace")) {
            tree = tree.withAt(entry.text("namespace", ""), "metadata", "namespace");
        }
        tree = kind.equals("Secret") ? secret(tree, entry, values(name, entry)) : configMap(tree, values(name, entry));
        ObjectValue shared = kustomization.object("generatorOptions");
        ObjectValue own = entry.object("options");
        for (String field : List.of("labels", "annotations")) {
            ObjectValue pairs = Trees.merged(shared.object(field), own.object(field));
            if (!pairs.isEmpty()) {
                tree = tree.withAt(pairs, "metadata", field);
            }
        }
        if (either(shared, own, "immutable")) {
            tree = tree.with("immutable", true);
        }
        return new Resource(kinds, tree, behavior(entry), !either(shared, own, "disableNameSuffixHash"));
    }

    private static boolean either(ObjectValue shared, ObjectValue own, String field) {
        return shared.flag(field, false) || own.flag(field, false);
    }

    private static Resource.Behavior behavior(ObjectValue entry) {
        return switch (entry.text("behavior", "")) {
            case "", "create", "unspecified" -> Resource.Behavior.CREATE;
            case "merge" -> Resource.Behavior.MERGE;
            case "replace" -> Resource.Behavior.REPLACE;
            default ->
                throw new KustomizeException(
                        "behavior must be create, merge or replace, not " + entry.text("behavior", ""));
        };
    }

    private static ObjectValue configMap(ObjectValue tree, Map<String, byte[]> values) {
        ObjectValue result = tree;
        for (Map.Entry<String, byte[]> value : values.entrySet()) {
            Optional<String> text = text(value.getValue());
            result = text.isPresent()
                    ? result.withAt(text.get(), "data", value.getKey())
                    : result.withAt(base64(value.getValue()), "binaryData", value.getKey());
        }
        return result;
    }

    private static ObjectValue secret(ObjectValue tree, ObjectValue entry, Map<String, byte[]> values) {
        ObjectValue.Builder data = ObjectValue.builder();
        values.forEach((key, value) -> data.set(key, base64(value)));
        return tree.with("type", entry.text("type", "Opaque")).with("data", data.build());
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException _) {
            return Optional.empty(); // an answer: it is no text
        }
    }

    static String base64(byte[] bytes) {
        String encoded = Base64.getEncoder().encodeToString(bytes);
        if (encoded.length() < BASE64_LINE) {
            return encoded;
        }
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < encoded.length(); i += BASE64_LINE) {
            lines.append(encoded, i, Math.min(i + BASE64_LINE, encoded.length()))
                    .append('\n');
        }
        return lines.toString();
    }

    private Map<String, byte[]> values(String name, ObjectValue entry) {
        Map<String, byte[]> values = new TreeMap<>();
        List<String> environments = new ArrayList<>(entry.list("envs").texts());
        entry.text("env").ifPresent(environments::add);
        for (String file : environments) {
            for (String line :
                    kustomization.folder().text(file).replace("\ufeff", "").split("\r?\n")) {
                String stripped = line.stripLeading();
                if (!stripped.isEmpty() && stripped.charAt(0) != '#') {
                    int equals = stripped.indexOf('=');
                    put(
                            name,
                            values,
                            equals < 0 ? stripped : stripped.substring(0, equals),
                            bytes(equals < 0 ? "" : stripped.substring(equals + 1)));
                }
            }
        }
        for (String literal : entry.list("literals").texts()) {
            int equals = literal.indexOf('=');
            if (equals < 1) {
                throw new KustomizeException("invalid literal source " + literal + ", expected key=value");
            }
            put(name, values, literal.substring(0, equals), bytes(unquoted(literal.substring(equals + 1))));
        }
        for (String source : entry.list("files").texts()) {
            String[] parts = source.split("=", -1);
            if (parts.length > 2 || parts[0].isEmpty() || parts[parts.length - 1].isEmpty()) {
                throw new KustomizeException("source \"" + source + "\" is not a file or key=file");
            }
            String file = parts[parts.length - 1];
            put(
                    name,
                    values,
                    parts.length == 2 ? parts[0] : Folder.baseName(file),
                    kustomization.folder().read(file));
        }
        return values;
    }

    private static void put(String name, Map<String, byte[]> values, String key, byte[] value) {
        if (!key.matches("[-._a-zA-Z0-9]{1,253}") || key.equals(".") || key.startsWith("..")) {
            throw new KustomizeException("\"" + key + "\" is not a valid key name");
        }
        if (values.putIfAbsent(key, value) != null) {
            throw new KustomizeException("configmap " + name + " illegally repeats the key `" + key + "`");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String unquoted(String text) {
        int last = text.length() - 1;
        boolean quoted =
                last > 0 && text.charAt(0) == text.charAt(last) && (text.charAt(0) == '"' || text.charAt(0) == '\'');
        return quoted ? text.substring(1, last) : text;
    }
}
