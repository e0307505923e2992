package dev.jukung.kubelet.sim;

import dev.jukung.kubelet.container.ContainerConfig;
import dev.jukung.kubelet.container.Labels;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a simulated container does, as annotations of its pod say. Each may end in {@code .NAME} to hold for one container only; durations are
 * like {@code 2s}, {@code 500ms} or {@code 1m}.
 *
 * <ul>
 *   <li>{@code sim.jukung.dev/ready-after}: becomes ready so long after its start
 *   <li>{@code sim.jukung.dev/never-ready}: {@code true}
 *   <li>{@code sim.jukung.dev/exit-after}, {@code sim.jukung.dev/exit-code}: ends by itself
 *   <li>{@code sim.jukung.dev/stop-after}: takes so long to end when asked
 *   <li>{@code sim.jukung.dev/pull-error}, {@code sim.jukung.dev/start-error}: the message of a failure
 * </ul>
 *
 * <p>Without any: init containers end at once with 0, containers of pods that do not restart them always (those of Jobs) after a second, all
 * others run and are ready at once. Immutable.
 */
record SimulatedBehaviour(
        Optional<Duration> exitAfter,
        int exitCode,
        Duration readyAfter,
        boolean neverReady,
        Duration stopAfter,
        String startError) {
    static final String PREFIX = "sim.jukung.dev/";
    private static final Duration JOB_TIME = Duration.ofSeconds(1);

    static SimulatedBehaviour of(ContainerConfig container, Map<String, String> podAnnotations) {
        Reader reader = new Reader(podAnnotations, container.name());
        String role = container.labels().getOrDefault(Labels.ROLE, "");
        String policy = container.annotations().getOrDefault(Labels.RESTART_POLICY, "Always");
        Optional<Duration> byDefault = role.equals("INIT")
                ? Optional.of(Duration.ZERO)
                : role.equals("REGULAR") && !policy.equals("Always") ? Optional.of(JOB_TIME) : Optional.empty();
        int code = reader.text("exit-code").map(Integer::parseInt).orElse(0);
        Optional<Duration> exitAfter = reader.duration("exit-after");
        boolean ends = exitAfter.isPresent() || reader.text("exit-code").isPresent();
        return new SimulatedBehaviour(
                ends ? exitAfter.or(() -> Optional.of(Duration.ZERO)) : byDefault,
                code,
                reader.duration("ready-after").orElse(Duration.ZERO),
                reader.text("never-ready").orElse("").equals("true"),
                reader.duration("stop-after").orElse(Duration.ZERO),
                reader.text("start-error").orElse(""));
    }

    boolean readyAtOnce() {
        return !neverReady && !readyAfter.isPositive();
    }

    private record Reader(Map<String, String> annotations, String container) {
        Optional<String> text(String name) {
            String own = annotations.get(PREFIX + name + "." + container);
            return Optional.ofNullable(own == null ? annotations.get(PREFIX + name) : own);
        }

        Optional<Duration> duration(String name) {
            return text(name).map(SimulatedBehaviour::parse);
        }
    }

    /** @throws IllegalArgumentException for a text that is no duration */
    static Duration parse(String text) {
        String unit = text.replaceFirst("^[0-9]+", "");
        String number = text.substring(0, text.length() - unit.length());
        if (number.isEmpty() || number.length() > 9) {
            throw new IllegalArgumentException("not a duration: " + text);
        }
        long amount = Long.parseLong(number);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s", "" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> throw new IllegalArgumentException("not a duration: " + text);
        };
    }
}
