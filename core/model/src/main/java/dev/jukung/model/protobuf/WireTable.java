package dev.jukung.model.protobuf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All messages, from the table {@code wire.txt}, which explains itself. Thread-safe. */
final class WireTable {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String SCHEMA = "JSONSchemaProps";

    private static final class Holder {
        private static final WireTable BUILT_IN = read();
    }

    private record Type(String apiVersion, String kind) {}

    private final Map<String, WireMessage> messages = new HashMap<>();
    private final Map<Type, WireMessage> kinds = new HashMap<>();

    private WireTable(List<String> lines) {
        for (String line : lines) {
            String definition = line.split(" ", 2)[0];
            messages.put(definition, new WireMessage(definition));
        }
        for (String line : lines) {
            define(line.split(" "));
        }
    }

    /** Read when it is first needed: most clients speak JSON. */
    static WireTable builtIn() {
        return Holder.BUILT_IN;
    }

    private static WireTable read() {
        try (InputStream in = WireTable.class.getResourceAsStream("wire.txt")) {
            if (in == null) {
                throw new IllegalStateException("missing resource wire.txt");
            }
            return new WireTable(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList());
        } catch (IOException e) {
            throw new IllegalStateException("reading wire.txt", e);
        }
    }

    private void define(String[] words) {
        String definition = words[0];
        WireMessage message = message(definition);
        int name = definition.lastIndexOf('.') + 1;
        List<WireField> fields = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            if (words[i].startsWith("@")) {
                kinds.put(new Type(words[i].substring(1), definition.substring(name)), message);
            } else {
                fields.add(field(words[i].split(":", 3), definition.substring(0, name)));
            }
        }
        message.complete(fields);
    }

    private WireField field(String[] parts, String home) {
        String type = parts[2];
        boolean optional = type.endsWith("?");
        boolean shown = type.endsWith("!");
        String plain = optional || shown ? type.substring(0, type.length() - 1) : type;
        WireField.Shape shape = plain.startsWith("[]")
                ? WireField.Shape.LIST
                : plain.startsWith("{}") ? WireField.Shape.MAP : WireField.Shape.ONE;
        String name = definition(shape == WireField.Shape.ONE ? plain : plain.substring(2), home);
        WireForm form = WireForm.of(name);
        boolean isStruct = form == WireForm.QUANTITY && shape == WireField.Shape.ONE && !optional; // never left out
        WireMessage target = null;
        if (form == WireForm.MESSAGE) {
            target = message(name);
        } else if (form.refersToSchema()) {
            target = message(home + SCHEMA);
        }
        return new WireField(
                Integer.parseInt(parts[0]),
                parts[1],
                form,
                target,
                shape,
                parts[1].equals("*"),
                optional,
                shown || isStruct);
    }

    private static String definition(String type, String home) {
        if (type.startsWith("meta.")) {
            return META + type.substring("meta.".length());
        }
        return type.indexOf('.') >= 0 || Character.isLowerCase(type.charAt(0)) ? type : home + type;
    }

    private WireMessage message(String definition) {
        WireMessage known = messages.get(definition);
        if (known == null) {
            throw new IllegalStateException("wire.txt: there is no " + definition);
        }
        return known;
    }

    /** The message of a kind; kinds of meta.k8s.io, such as DeleteOptions, belong to every version of every group. */
    Optional<WireMessage> find(String apiVersion, String kind) {
        @Nullable WireMessage found = kinds.get(new Type(apiVersion, kind));
        return Optional.ofNullable(found != null ? found : messages.get(META + kind));
    }

    Optional<WireMessage> find(String definition) {
        return Optional.ofNullable(messages.get(definition));
    }

    Set<String> definitions() {
        return Set.copyOf(messages.keySet());
    }
}
