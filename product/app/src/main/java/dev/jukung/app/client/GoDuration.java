package dev.jukung.app.client;

import dev.jukung.schema.DecodingException;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as Go writes them: {@code 1m30s}, {@code 1.5h}, {@code -1s}, and {@code 0}. */
final class GoDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return Duration.ofNanos(dev.jukung.schema.GoDuration.parse(text));
        } catch (DecodingException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
