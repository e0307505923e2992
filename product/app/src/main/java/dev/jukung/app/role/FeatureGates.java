package dev.jukung.app.role;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code --feature-gates}. All gates of Kubernetes v1.36 are known; Jukung behaves as their defaults say, and what cannot be
 * changed is refused.
 */
final class FeatureGates {
    private static final String FLAG = "feature-gates";
    private static final String COMPONENT = "kube:";
    /** Gates of earlier versions that configurations still name. */
    private static final Map<String, String> GONE = Map.of(
            "ServiceAccountIssuerDiscovery", "it is always on since v1.21 and its gate is gone: leave it out",
            "IPv6DualStack",
                    "dual-stack networking is part of Kubernetes since v1.23 and its gate is gone: leave it out",
            "TTLAfterFinished", "it is always on since v1.23 and its gate is gone: leave it out",
            "RotateKubeletClientCertificate", "it is always on since v1.19 and its gate is gone: leave it out",
            "PodSecurity", "it is always on since v1.25 and its gate is gone: leave it out",
            "CSIMigration", "it is always on since v1.25 and its gate is gone: leave it out",
            "EphemeralContainers", "it is always on since v1.25 and its gate is gone: leave it out");

    private record Gate(boolean on, boolean locked) {}

    private static final Map<String, Gate> GATES = gates();

    private FeatureGates() {}

    private static Map<String, Gate> gates() {
        Map<String, Gate> gates = new HashMap<>();
        FlagSet.lines("feature-gates").forEach(line -> {
            String[] parts = line.split(" ");
            gates.put(parts[0], new Gate(Boolean.parseBoolean(parts[1]), line.endsWith(" locked")));
        });
        return Map.copyOf(gates);
    }

    /** @throws FlagException in the words of Kubernetes, or saying what there is instead */
    static void check(FlagValues values) {
        read(values, Set.of());
    }

    /**
     * Those that are turned on though they are off by default.
     *
     * @param changeable what the component can do without
     * @throws FlagException as {@link #check}
     */
    static Set<String> read(FlagValues values, Set<String> changeable) {
        Set<String> on = new HashSet<>();
        Problems problems = new Problems();
        for (String item : values.list(FLAG)) {
            String pair = item.startsWith(COMPONENT) ? item.substring(COMPONENT.length()) : item;
            int equals = pair.indexOf('=');
            String name = (equals < 0 ? pair : pair.substring(0, equals)).strip();
            if (equals < 0) {
                throw new FlagException(problem(item, "missing bool value for " + name));
            }
            String text = pair.substring(equals + 1).strip();
            if (changeable.contains(name) && List.of("1", "t", "true").contains(text.toLowerCase(Locale.ROOT))) {
                on.add(name);
                continue;
            }
            on.remove(name); // what is said last counts
            gateProblem(name, text).ifPresent(why -> problems.add(problem(item, why)));
        }
        problems.refuse();
        return on;
    }

    private static String problem(String item, String why) {
        return "invalid argument \"" + item + "\" for \"--" + FLAG + "\" flag: " + why;
    }

    private static Optional<String> gateProblem(String name, String text) {
        Gate gate = GATES.get(name);
        if (gate == null) {
            String instead = GONE.get(name);
            return Optional.of("unrecognized feature gate: " + name + (instead == null ? "" : " (" + instead + ")"));
        }
        boolean wanted;
        switch (text.toLowerCase(Locale.ROOT)) {
            case "1", "t", "true" -> wanted = true;
            case "0", "f", "false" -> wanted = false;
            default -> {
                return Optional.of("invalid value of " + name + "=" + text + ", err: strconv.ParseBool: parsing \""
                        + text + "\": invalid syntax");
            }
        }
        if (wanted == gate.on()) {
            return Optional.empty();
        }
        return Optional.of(
                gate.locked()
                        ? "cannot set feature gate " + name + " to " + wanted + ", feature is locked to " + gate.on()
                        : "jukung behaves as the default says, " + name + "=" + gate.on()
                                + ", and cannot be changed (docs/gaps.md)");
    }
}
