package dev.jukung.app.role;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a command line says, with defaults for the rest. Asking for a flag that is not in the table is a bug. Immutable. */
final class FlagValues {
    private final Map<String, Flag> flags;
    private final SequencedMap<String, List<String>> given;

    /** @throws FlagException when something is asked for that is not done here */
    FlagValues(Map<String, Flag> flags, SequencedMap<String, List<String>> given) {
        this.flags = flags;
        this.given = given;
        given.forEach((name, values) -> {
            Flag flag = flag(name);
            if (flag.support() == Flag.Support.FIXED && !isDefault(flag)) {
                String only = flag.fallback().isEmpty() ? "no value" : "its default, " + flag.fallback() + ",";
                throw new FlagException(flag.shown() + "=" + String.join(",", values)
                        + " is not supported by jukung (docs/gaps.md): only " + only + " is accepted");
            }
        });
    }

    /** Flags that say something which nothing follows from. */
    List<String> idle() {
        return given.keySet().stream()
                .filter(name -> flag(name).support() == Flag.Support.IDLE && !isDefault(flag(name)))
                .map(name -> flag(name).shown())
                .toList();
    }

    /** The same with what a file says in the place of defaults. */
    FlagValues over(Map<String, List<String>> file) {
        SequencedMap<String, List<String>> both = new LinkedHashMap<>(file);
        both.putAll(given);
        return new FlagValues(flags, both);
    }

    /** What a file says, and of the command line only what {@code kept} names. */
    FlagValues under(Map<String, List<String>> file, Set<String> kept) {
        SequencedMap<String, List<String>> both = new LinkedHashMap<>(file);
        given.forEach((name, values) -> {
            if (kept.contains(name)) {
                both.put(name, values);
            }
        });
        return new FlagValues(flags, both);
    }

    boolean given(String name) {
        flag(name);
        return given.containsKey(name);
    }

    private boolean isDefault(Flag flag) {
        return switch (flag.type()) {
            case BOOL -> on(flag.name()) == flag.bool(flag.fallback());
            case DURATION -> duration(flag.name()).equals(flag.duration(flag.fallback()));
            case FLOAT -> number(flag.name()) == flag.number(flag.fallback());
            case INT, STRING, IP, ANY -> text(flag.name()).equals(flag.fallback());
            case STRINGS, ARRAY -> list(flag.name()).equals(split(flag, List.of(flag.fallback())));
        };
    }

    private Flag flag(String name) {
        Flag flag = flags.get(name);
        if (flag == null) {
            throw new IllegalArgumentException("the component has no flag --" + name);
        }
        return flag;
    }

    String text(String name) {
        return given.getOrDefault(name, List.of(flag(name).fallback())).getLast();
    }

    /** Empty when nothing, or an empty text, was said. */
    Optional<String> optional(String name) {
        return Optional.of(text(name)).filter(text -> !text.isEmpty());
    }

    Optional<Path> file(String name) {
        return optional(name).map(Path::of);
    }

    boolean on(String name) {
        return flag(name).bool(text(name));
    }

    int integer(String name) {
        return flag(name).integer(text(name));
    }

    double number(String name) {
        return flag(name).number(text(name));
    }

    Duration duration(String name) {
        return flag(name).duration(text(name));
    }

    List<String> list(String name) {
        return split(flag(name), given.getOrDefault(name, List.of(flag(name).fallback())));
    }

    private static List<String> split(Flag flag, List<String> values) {
        List<String> all = new ArrayList<>();
        for (String value : values) {
            if (flag.type() == Flag.Type.ARRAY) {
                all.add(value);
            } else {
                all.addAll(Arrays.asList(value.split(",", -1)));
            }
        }
        return all.stream().filter(each -> !each.isEmpty()).toList();
    }

    /** All flags, each with its value as Go's pflag shows it. */
    SortedMap<String, String> shown() {
        SortedMap<String, String> shown = new TreeMap<>();
        for (Flag flag : flags.values()) {
            shown.put(
                    flag.name(),
                    flag.repeatable() ? "[" + String.join(",", list(flag.name())) + "]" : text(flag.name()));
        }
        return shown;
    }

    /** {@code a=b,c=d}. */
    Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : list(name)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw flag(name).invalid(pair, "malformed pair, expect string=string");
            }
            pairs.put(
                    pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip());
        }
        return pairs;
    }
}
