package dev.jukung.app.role;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The flags of one component, and how a command line says them: Go's pflag with underscores for dashes, as Kubernetes sets it
 * up. Immutable.
 */
final class FlagSet {
    private final String component;
    private final Map<String, Flag> flags;
    private final Map<String, String> removed;
    private final Map<String, Field> fields;

    /** @param zeroCounts whether zero is a value of its own, and not the absence of one */
    record Field(Flag flag, boolean zeroCounts) {}

    private FlagSet(String component, Map<String, Flag> flags, Map<String, String> removed, Map<String, Field> fields) {
        this.component = component;
        this.flags = flags;
        this.removed = removed;
        this.fields = fields;
    }

    /**
     * @param component {@code kube-apiserver}
     * @param table the name of the resource with the flags
     * @param removed flags of earlier versions, with what there is in their place
     */
    static FlagSet read(String component, String table, Map<String, String> removed) {
        Map<String, Flag> flags = new TreeMap<>();
        lines(table).forEach(line -> {
            Flag flag = Flag.parse(line);
            flags.put(flag.name(), flag);
        });
        return new FlagSet(component, flags, removed, Map.of());
    }

    /** @param table the name of the resource with the fields of the component's configuration file */
    FlagSet withFields(String table) {
        Map<String, Field> all = new TreeMap<>();
        for (String line : lines(table)) {
            String[] parts = line.split("=+");
            if (parts.length == 2) {
                Flag flag = flags.get(parts[1]);
                if (flag == null) {
                    throw new IllegalStateException("no such flag in " + table + ": " + line);
                }
                all.put(parts[0], new Field(flag, line.contains("==")));
            } else {
                Flag flag = Flag.parseField(line);
                all.put(flag.name(), new Field(flag, false));
            }
        }
        return new FlagSet(component, flags, removed, all);
    }

    /** By their paths: {@code authentication.webhook.enabled}. */
    Map<String, Field> fields() {
        return fields;
    }

    /** The lines of a resource beside this class, comments left out. */
    static List<String> lines(String resource) {
        try (InputStream in = FlagSet.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + resource, e);
        }
    }

    String component() {
        return component;
    }

    Collection<Flag> all() {
        return flags.values();
    }

    /** @throws FlagException when a flag is unknown, gone, without its value, or with a value that it cannot have */
    FlagValues parse(List<String> arguments) {
        SequencedMap<String, List<String>> given = new LinkedHashMap<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                others.addAll(arguments.subList(i + 1, arguments.size()));
                break;
            }
            if (!argument.startsWith("-") || argument.equals("-")) {
                others.add(argument);
                continue;
            }
            String spelled = spelled(argument);
            int equals = spelled.indexOf('=');
            Flag flag = flag(equals < 0 ? spelled : spelled.substring(0, equals), argument);
            String value;
            if (equals >= 0) {
                value = spelled.substring(equals + 1);
            } else if (flag.type() == Flag.Type.BOOL) {
                value = "true";
            } else if (i + 1 < arguments.size()) {
                value = arguments.get(++i);
            } else {
                throw new FlagException("flag needs an argument: " + argument);
            }
            flag.check(value);
            if (flag.repeatable()) {
                given.computeIfAbsent(flag.name(), _ -> new ArrayList<>()).add(value);
            } else {
                given.put(flag.name(), List.of(value));
            }
        }
        if (others.stream().anyMatch(other -> !other.isEmpty())) {
            throw new FlagException("\"" + component + "\" does not take any arguments, got [\""
                    + String.join("\" \"", others) + "\"]");
        }
        Map<String, Flag> known = new TreeMap<>(flags);
        fields.values().forEach(field -> known.put(field.flag().name(), field.flag()));
        return new FlagValues(known, given);
    }

    /** The name, and the value with an equals sign; {@code -v=2} is the only short flag. */
    private static String spelled(String argument) {
        if (!argument.startsWith("--")) {
            if (argument.equals("-v") || argument.startsWith("-v=")) {
                return argument.substring(1);
            }
            if (argument.matches("-v[0-9]+")) {
                return "v=" + argument.substring(2);
            }
            throw new FlagException("unknown shorthand flag: '" + argument.charAt(1) + "' in " + argument);
        }
        String text = argument.substring(2);
        if (text.isEmpty() || text.startsWith("-") || text.startsWith("=")) {
            throw new FlagException("bad flag syntax: " + argument);
        }
        return text;
    }

    private Flag flag(String spelled, String argument) {
        String name = spelled.replace('_', '-');
        Flag flag = flags.get(name);
        if (flag != null) {
            return flag;
        }
        String instead = removed.get(name);
        int equals = argument.indexOf('=');
        String unknown = "unknown flag: " + (equals < 0 ? argument : argument.substring(0, equals));
        throw new FlagException(instead == null ? unknown : unknown + " (" + instead + ")");
    }
}
