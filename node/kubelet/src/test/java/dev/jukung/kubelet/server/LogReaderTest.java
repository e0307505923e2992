package dev.jukung.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LogReaderTest {
    private static final String LOG = """
            2026-01-01T10:00:00Z stdout F one
            2026-01-01T10:00:01.5Z stderr F two
            2026-01-01T10:00:02Z stdout P thr
            2026-01-01T10:00:02Z stdout F ee
            not a line of CRI
            2026-01-01T10:00:03.123456789Z stdout F\s
            2026-01-01T10:00:04Z stdout F five words: a  b
            """;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    static Stream<Arguments> parts() {
        LogOptions all = LogOptions.ALL;
        String everything = "one\ntwo\nthree\n\nfive words: a  b\n";
        return Stream.of(
                Arguments.of("everything", all, everything),
                Arguments.of("the last line", all.withTail(1), "five words: a  b\n"),
                Arguments.of("the last two", all.withTail(2), "\nfive words: a  b\n"),
                Arguments.of("no line", all.withTail(0), ""),
                Arguments.of("more lines than there are", all.withTail(100), everything),
                Arguments.of("one stream", all.withStream("stderr"), "two\n"),
                Arguments.of(
                        "since a time",
                        all.withSince(Instant.parse("2026-01-01T10:00:02Z")),
                        "three\n\nfive words: a  b\n"),
                Arguments.of("some bytes", all.withLimit(6), "one\ntw"),
                Arguments.of("exactly a line", all.withLimit(4), "one\n"),
                Arguments.of(
                        "times, once for a line in two parts",
                        all.withTimestamps(),
                        "2026-01-01T10:00:00.000000000Z one\n2026-01-01T10:00:01.500000000Z two\n"
                                + "2026-01-01T10:00:02.000000000Z three\n2026-01-01T10:00:03.123456789Z \n"
                                + "2026-01-01T10:00:04.000000000Z five words: a  b\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parts")
    void theWantedPartIsSent(String name, LogOptions options, String expected) throws Exception {
        assertThat(read(LOG, options)).as(name).isEqualTo(expected);
    }

    @Test
    void aLineThatIsNotFinishedIsSentAsFarAsItGoes() throws Exception {
        assertThat(read("2026-01-01T10:00:00Z stdout F one\n2026-01-01T10:00:01Z stdout F tw", LogOptions.ALL))
                .isEqualTo("one\ntw");
    }

    @Test
    void aLineLongerThanAnyBufferPassesUnharmed() throws Exception {
        String line = "x".repeat(300_000);

        assertThat(read("2026-01-01T10:00:00Z stdout F " + line + "\n", LogOptions.ALL))
                .isEqualTo(line + "\n");
    }

    @Test
    void theTailOfALogOfManyBlocksBeginsAtALine() throws Exception {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            log.append("2026-01-01T10:00:00Z stdout F line ").append(i).append('\n');
        }

        assertThat(read(log.toString(), LogOptions.ALL.withTail(15_000)).lines())
                .hasSize(15_000)
                .first()
                .isEqualTo("line 5000");
    }

    private String read(String log, LogOptions options) throws IOException, InterruptedException {
        Path file = directory.resolve("0.log");
        Files.writeString(file, log);
        new LogReader(file, options, this::send).read(() -> false);
        return sent.toString(StandardCharsets.UTF_8);
    }

    private void send(byte[]... parts) {
        for (byte[] part : parts) {
            sent.writeBytes(part);
        }
    }

    /** What happens to the log each time that somebody waits for more. */
    private interface Step {
        void run() throws IOException;
    }

    private String follow(LogOptions options, Step... steps) throws IOException, InterruptedException {
        Deque<Step> left = new ArrayDeque<>(List.of(steps));
        new LogReader(directory.resolve("0.log"), options.withFollow(), this::send).read(() -> {
            Step step = left.poll();
            if (step != null) {
                try {
                    step.run();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
            return !left.isEmpty();
        });
        return sent.toString(StandardCharsets.UTF_8);
    }

    private void append(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String line(String content) {
        return "2026-01-01T10:00:00Z stdout F " + content + "\n";
    }

    @Test
    void whoFollowsGetsWhatIsAddedUntilTheContainerHasEnded() throws Exception {
        append("0.log", line("one"));

        assertThat(follow(
                        LogOptions.ALL,
                        () -> append("0.log", line("two")),
                        () -> append("0.log", "2026-01-01T10:00:00Z stdout F thr"),
                        () -> append("0.log", "ee\n" + line("last"))))
                .isEqualTo("one\ntwo\nthree\nlast\n");
    }

    @Test
    void whoFollowsTheLastLinesGetsMoreThanThose() throws Exception {
        append("0.log", line("one") + line("two"));

        assertThat(follow(LogOptions.ALL.withTail(1), () -> append("0.log", line("three") + line("four"))))
                .isEqualTo("two\nthree\nfour\n");
    }

    @Test
    void aRotationLosesNothing() throws Exception {
        append("0.log", line("one"));

        assertThat(follow(
                        LogOptions.ALL,
                        () -> {
                            append("0.log", line("two"));
                            Files.move(directory.resolve("0.log"), directory.resolve("0.log.1"));
                        },
                        () -> {
                            // The runtime has made the new file and still writes to the old one.
                            append("0.log", "");
                            append("0.log.1", line("three"));
                        },
                        () -> append("0.log.1", line("four")),
                        () -> append("0.log", line("five")),
                        () -> append("0.log", line("six"))))
                .isEqualTo("one\ntwo\nthree\nfour\nfive\nsix\n");
    }

    @Test
    void theLimitOfBytesEndsAFollowedLog() throws Exception {
        append("0.log", line("one"));

        assertThat(follow(LogOptions.ALL.withLimit(6), () -> append("0.log", line("two")), () -> {
                    throw new AssertionError("the limit was reached");
                }))
                .isEqualTo("one\ntw");
    }
}
