package dev.jukung.schema.cel;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Functions of versions; those of comparison share their names with the ones of quantities. */
final class SemverFunctions {
    private SemverFunctions() {}

    static void addTo(Map<String, Functions.Function> all) {
        all.put(
                "semver",
                a -> a[0] instanceof String text
                        ? parse(text, a).<Object>map(v -> v).orElseGet(() -> new CelError(problem(text)))
                        : CelError.noOverload("semver", a));
        all.put(
                "isSemver",
                a -> a[0] instanceof String text ? parse(text, a).isPresent() : CelError.noOverload("isSemver", a));
        part(all, "major", SemverValue::major);
        part(all, "minor", SemverValue::minor);
        part(all, "patch", SemverValue::patch);
        two(all, "isGreaterThan", order -> order > 0);
        two(all, "isLessThan", order -> order < 0);
        two(all, "compareTo", order -> (long) order);
    }

    private static Optional<SemverValue> parse(String text, Object[] arguments) {
        boolean normalize = arguments.length > 1 && Boolean.TRUE.equals(arguments[1]);
        return normalize ? SemverValue.normalized(text) : SemverValue.parse(text);
    }

    private static String problem(String text) {
        if (text.isEmpty()) {
            return "Version string empty";
        }
        return text.split("\\.", -1).length < 3
                ? "No Major.Minor.Patch elements found"
                : "Invalid character(s) found in version";
    }

    private static void part(Map<String, Functions.Function> all, String name, Function<SemverValue, Long> part) {
        all.put(name, a -> a[0] instanceof SemverValue version ? part.apply(version) : CelError.noOverload(name, a));
    }

    private static void two(Map<String, Functions.Function> all, String name, Function<Integer, Object> function) {
        Functions.Function ofVersions = a -> a[0] instanceof SemverValue mine && a[1] instanceof SemverValue theirs
                ? function.apply(mine.compareTo(theirs))
                : CelError.noOverload(name, a);
        all.put(name, Functions.either(all.get(name), ofVersions));
    }
}
