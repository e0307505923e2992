package dev.jukung.app.client;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as Go writes them: {@code 1m30s}, {@code 1.5h}, {@code -1s}, and {@code 0}. */
final class GoDuration implements ITypeConverter<Duration> {
    private static final Pattern WHOLE = Pattern.compile("([-+]?)((?:\\d+(?:\\.\\d+)?(?:ns|us|µs|ms|s|m|h))+)");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Double> NANOS =
            Map.of("ns", 1.0, "us", 1e3, "µs", 1e3, "ms", 1e6, "s", 1e9, "m", 60e9, "h", 3600e9);

    @Override
    public Duration convert(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher whole = WHOLE.matcher(text);
        if (!whole.matches()) {
            throw new TypeConversionException("time: invalid duration \"" + text + "\"");
        }
        double nanos = 0;
        Matcher part = PART.matcher(whole.group(2));
        while (part.find()) {
            nanos += Double.parseDouble(part.group(1)) * NANOS.getOrDefault(part.group(2), 0.0);
        }
        Duration duration = Duration.ofNanos(Math.round(nanos));
        return whole.group(1).equals("-") ? duration.negated() : duration;
    }
}
