package dev.jukung.kubelet.server;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of a container's log is wanted: {@code PodLogOptions}.
 *
 * @param previous of the container before the present one
 * @param tailLines how many lines from the end
 * @param stream {@code stdout}, {@code stderr}, or empty for both
 */
record LogOptions(
        boolean follow,
        boolean previous,
        boolean timestamps,
        OptionalLong tailLines,
        Optional<Instant> since,
        OptionalLong limitBytes,
        String stream) {
    static final LogOptions ALL =
            new LogOptions(false, false, false, OptionalLong.empty(), Optional.empty(), OptionalLong.empty(), "");

    LogOptions withFollow() {
        return new LogOptions(true, previous, timestamps, tailLines, since, limitBytes, stream);
    }

    LogOptions withTimestamps() {
        return new LogOptions(follow, previous, true, tailLines, since, limitBytes, stream);
    }

    LogOptions withTail(long lines) {
        return new LogOptions(follow, previous, timestamps, OptionalLong.of(lines), since, limitBytes, stream);
    }

    LogOptions withSince(Instant from) {
        return new LogOptions(follow, previous, timestamps, tailLines, Optional.of(from), limitBytes, stream);
    }

    LogOptions withLimit(long bytes) {
        return new LogOptions(follow, previous, timestamps, tailLines, since, OptionalLong.of(bytes), stream);
    }

    LogOptions withStream(String name) {
        return new LogOptions(follow, previous, timestamps, tailLines, since, limitBytes, name);
    }

    static LogOptions parse(Map<String, List<String>> query, Instant now) throws RefusedException {
        OptionalLong tail = first(query, "tail").orElse("").equals("all")
                ? OptionalLong.empty()
                : number(query, query.containsKey("tail") ? "tail" : "tailLines");
        OptionalLong sinceSeconds = number(query, "sinceSeconds");
        Optional<Instant> sinceTime = time(query);
        OptionalLong limit = number(query, "limitBytes");
        String stream = first(query, "stream").orElse("");
        boolean valid = tail.orElse(0) >= 0
                && limit.orElse(1) > 0
                && sinceSeconds.orElse(1) > 0
                && (sinceSeconds.isEmpty() || sinceTime.isEmpty())
                && List.of("", "All", "Stdout", "Stderr").contains(stream)
                && (tail.isEmpty() || stream.isEmpty() || stream.equals("All"));
        if (!valid) {
            throw new RefusedException(422, "{\"message\": \"Invalid request.\"}");
        }
        return new LogOptions(
                flag(query, "follow"),
                flag(query, "previous"),
                flag(query, "timestamps"),
                tail,
                sinceSeconds.isPresent() ? Optional.of(now.minusSeconds(sinceSeconds.getAsLong())) : sinceTime,
                limit,
                stream.equals("All") ? "" : stream.toLowerCase(Locale.ROOT));
    }

    private static Optional<String> first(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst();
    }

    private static boolean flag(Map<String, List<String>> query, String name) {
        return first(query, name)
                .map(value -> !value.equals("0") && !value.equalsIgnoreCase("false"))
                .orElse(false);
    }

    private static OptionalLong number(Map<String, List<String>> query, String name) throws RefusedException {
        String value = first(query, name).orElse("");
        try {
            return value.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
        } catch (NumberFormatException e) {
            throw undecodable(e);
        }
    }

    private static Optional<Instant> time(Map<String, List<String>> query) throws RefusedException {
        String value = first(query, "sinceTime").orElse("");
        try {
            return value.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(value).toInstant());
        } catch (DateTimeException e) {
            throw undecodable(e);
        }
    }

    private static RefusedException undecodable(Exception cause) {
        return new RefusedException(400, "{\"message\": \"Unable to decode query.\"}", cause);
    }
}
