package dev.jukung.schema.cel;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A semantic version; what is built from it does not count when versions are compared. */
record SemverValue(long major, long minor, long patch, List<String> preRelease)
        implements OpaqueValue, Comparable<SemverValue> {
    private static final Pattern IDENTIFIER = Pattern.compile("[0-9A-Za-z-]+");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    @Override
    public String typeName() {
        return "kubernetes.Semver";
    }

    static Optional<SemverValue> parse(String text) {
        int plus = text.indexOf('+');
        String withoutBuild = plus < 0 ? text : text.substring(0, plus);
        int dash = withoutBuild.indexOf('-');
        String[] numbers = (dash < 0 ? withoutBuild : withoutBuild.substring(0, dash)).split("\\.", -1);
        List<String> pre =
                dash < 0 ? List.of() : List.of(withoutBuild.substring(dash + 1).split("\\.", -1));
        boolean fits = numbers.length == 3
                && List.of(numbers).stream().allMatch(n -> NUMBER.matcher(n).matches())
                && pre.stream().allMatch(SemverValue::isPreRelease)
                && (plus < 0
                        || List.of(text.substring(plus + 1).split("\\.", -1)).stream()
                                .allMatch(part -> IDENTIFIER.matcher(part).matches()));
        return fits
                ? Optional.of(new SemverValue(
                        Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]), pre))
                : Optional.empty();
    }

    private static boolean isPreRelease(String part) {
        return IDENTIFIER.matcher(part).matches()
                && (!isNumeric(part) || NUMBER.matcher(part).matches());
    }

    /** The version that is meant by {@code v1}, {@code 1.2} or {@code 01.02.3}. */
    static Optional<SemverValue> normalized(String text) {
        String version = text.startsWith("v") ? text.substring(1) : text;
        String[] parts = version.split("\\.", 3);
        if (parts.length < 3 && version.matches(".*[+-].*")) {
            return Optional.empty();
        }
        StringBuilder full = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            String part = i < parts.length ? parts[i] : "0";
            full.append(i == 0 ? "" : ".").append(part.replaceFirst("^0+(?=[0-9])", ""));
        }
        return parse(full.toString());
    }

    private static boolean isNumeric(String part) {
        return part.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public int compareTo(SemverValue other) {
        int order = Long.compare(major, other.major);
        order = order == 0 ? Long.compare(minor, other.minor) : order;
        order = order == 0 ? Long.compare(patch, other.patch) : order;
        if (order != 0 || preRelease.equals(other.preRelease)) {
            return order;
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return preRelease.isEmpty() ? 1 : -1;
        }
        for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
            order = compare(preRelease.get(i), other.preRelease.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    private static int compare(String a, String b) {
        boolean numeric = isNumeric(a);
        if (numeric != isNumeric(b)) {
            return numeric ? -1 : 1;
        }
        return numeric ? Long.compare(Long.parseLong(a), Long.parseLong(b)) : Integer.signum(a.compareTo(b));
    }
}
