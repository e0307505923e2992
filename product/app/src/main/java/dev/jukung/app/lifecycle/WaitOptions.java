package dev.jukung.app.lifecycle;

import dev.jukung.app.OutputForm;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How long a start may take, and what is printed at its end. */
final class WaitOptions {
    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            descriptionKey = "start.wait")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            defaultValue = "120s",
            descriptionKey = "start.timeout-option")
    private Duration timeout = Duration.ofSeconds(120);

    @Option(names = "--output", paramLabel = "text|json", descriptionKey = "output")
    private OutputForm output = OutputForm.TEXT;

    boolean untilUsable() {
        return wait;
    }

    Duration timeout() {
        return timeout;
    }

    OutputForm output() {
        return output;
    }

    /** {@code 90}, {@code 90s}, {@code 2m}, {@code 1h}. */
    static final class TimeConverter implements ITypeConverter<Duration> {
        private static final Pattern TIME = Pattern.compile("([0-9]{1,6})(s|m|h|)");

        @Override
        public Duration convert(String text) {
            Matcher matcher = TIME.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is no time such as 90s or 2m");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofSeconds(number);
            };
        }
    }
}
