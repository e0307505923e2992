package dev.jukung.app.role;

import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration file of a component, read strictly as Kubernetes does, as values of its flags: {@code maxPods: 20} says the same
 * as {@code --max-pods=20}. Zero values say nothing, but for fields where zero is a choice. Confined to one thread.
 */
final class ConfigurationFile {
    private final FlagSet flags;
    private final List<String> errors = new ArrayList<>();
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private ConfigurationFile(FlagSet flags) {
        this.flags = flags;
    }

    /**
     * @param flags with the fields that there are
     * @throws FlagException when it cannot be read, or says what cannot be said
     */
    static Map<String, List<String>> read(Path file, FlagSet flags, String apiVersion, String kind) {
        ConfigurationFile reading = new ConfigurationFile(flags);
        try {
            reading.read(Files.readAllBytes(file), apiVersion, kind);
        } catch (NoSuchFileException e) {
            throw failure(flags, file, "open " + file + ": no such file or directory");
        } catch (IOException | ParseException e) {
            throw failure(flags, file, String.valueOf(e.getMessage()));
        }
        if (!reading.errors.isEmpty()) {
            throw failure(flags, file, "strict decoding error: " + String.join(", ", reading.errors));
        }
        return reading.values;
    }

    private static FlagException failure(FlagSet flags, Path file, String why) {
        return new FlagException(
                "failed to load " + flags.component() + " config file, path: " + file + ", error: " + why);
    }

    private void read(byte[] yaml, String apiVersion, String kind) {
        if (!(Yaml.parse(yaml, errors::add) instanceof ObjectValue tree)) {
            throw new ParseException("Object 'Kind' is missing");
        }
        String group = tree.text("apiVersion", "");
        String said = tree.text("kind", "");
        if (!group.equals(apiVersion) || !said.equals(kind)) {
            throw new ParseException("no kind \"" + said + "\" is registered for version \"" + group
                    + "\": this file has to hold a " + kind + " of " + apiVersion);
        }
        walk("", tree.without("apiVersion").without("kind"));
    }

    private void walk(String prefix, ObjectValue tree) {
        tree.forEach((name, value) -> {
            String path = prefix + name;
            FlagSet.Field field = flags.fields().get(path);
            if (field != null) {
                text(path, field, value)
                        .ifPresent(texts -> values.put(field.flag().name(), texts));
            } else if (flags.fields().keySet().stream().noneMatch(known -> known.startsWith(path + "."))) {
                errors.add("unknown field \"" + path + "\"");
            } else if (value instanceof ObjectValue below) {
                walk(path + ".", below);
            } else if (!Json.write(value).equals("null")) {
                errors.add("json: cannot unmarshal into field " + path + ": an object is expected");
            }
        });
    }

    /** Empty where the value says nothing. */
    private Optional<List<String>> text(String path, FlagSet.Field field, Object value) {
        Flag flag = field.flag();
        List<String> texts =
                switch (value) {
                    case ObjectValue map -> flag.type() == Flag.Type.ANY ? json(map.isEmpty(), map) : pairs(map);
                    case ListValue list -> flag.type() == Flag.Type.ANY ? json(list.isEmpty(), list) : items(list);
                    case Boolean flagged when flag.type() == Flag.Type.BOOL -> List.of(flagged.toString());
                    default -> List.of(scalar(value));
                };
        boolean collection = value instanceof ObjectValue || value instanceof ListValue;
        if (collection != flag.repeatable() && flag.type() != Flag.Type.ANY && !texts.equals(List.of(""))) {
            errors.add("json: cannot unmarshal " + Json.write(value) + " into field " + path);
            return Optional.empty();
        }
        if (texts.isEmpty() || texts.equals(List.of("")) || (!field.zeroCounts() && isZero(flag, texts.getFirst()))) {
            return Optional.empty();
        }
        texts.forEach(flag::check);
        return Optional.of(texts);
    }

    private static List<String> json(boolean empty, Object value) {
        return empty ? List.of() : List.of(Json.write(value));
    }

    private static String scalar(Object value) {
        String text = Json.write(value);
        return text.equals("null") ? "" : value instanceof String plain ? plain : text;
    }

    private static boolean isZero(Flag flag, String text) {
        return switch (flag.type()) {
            case INT, FLOAT -> text.equals("0");
            case DURATION -> text.equals("0") || flag.duration(text).isZero();
            case BOOL, STRING, STRINGS, ARRAY, IP, ANY -> false;
        };
    }

    private static List<String> pairs(ObjectValue map) {
        List<String> pairs = new ArrayList<>();
        map.forEach((key, value) -> pairs.add(key + "=" + scalar(value)));
        return pairs;
    }

    /** The only objects in lists of flags are taints. */
    private static List<String> items(ListValue list) {
        return list.stream()
                .map(item -> item instanceof ObjectValue taint
                        ? taint.text("key", "") + "=" + taint.text("value", "") + ":" + taint.text("effect", "")
                        : scalar(item))
                .toList();
    }
}
