package dev.jukung.kubelet.server;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of a log file in CRI's format: {@code time stream tags content}.
 *
 * @param partial the container's line goes on in the next entry of the stream
 */
record LogEntry(OffsetDateTime time, String stream, boolean partial, byte[] content) {
    /** RFC 3339 with all nine digits, so that the times stand below each other. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX", Locale.ROOT);

    private static final int FIELDS = 3;

    /** Empty for what is not in the format. @param line without the line break */
    static Optional<LogEntry> parse(byte[] line) {
        int[] ends = new int[FIELDS];
        int found = 0;
        for (int at = 0; at < line.length && found < FIELDS; at++) {
            if (line[at] == ' ') {
                ends[found++] = at;
            }
        }
        if (found == FIELDS - 1) {
            ends[found++] = line.length; // a container's empty line, written without the last blank
        }
        if (found < FIELDS) {
            return Optional.empty();
        }
        String stream = text(line, ends[0] + 1, ends[1]);
        if (!stream.equals("stdout") && !stream.equals("stderr")) {
            return Optional.empty();
        }
        String tags = text(line, ends[1] + 1, ends[2]);
        boolean partial = tags.equals("P") || tags.startsWith("P:");
        int from = Math.min(ends[2] + 1, line.length);
        byte[] content = java.util.Arrays.copyOfRange(line, from, line.length);
        try {
            return Optional.of(new LogEntry(OffsetDateTime.parse(text(line, 0, ends[0])), stream, partial, content));
        } catch (DateTimeException _) {
            return Optional.empty(); // not in the format: it begins with a time
        }
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.US_ASCII);
    }

    boolean isBefore(Instant instant) {
        return time.toInstant().isBefore(instant);
    }

    String timestamp() {
        return TIME.format(time);
    }
}
