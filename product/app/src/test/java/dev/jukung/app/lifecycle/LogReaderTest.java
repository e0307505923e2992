package dev.jukung.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.SystemClock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogReaderTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private LogReader reader;

    @BeforeEach
    void reader() {
        reader = new LogReader(folder.resolve("log"), out, new SystemClock());
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"-1,a b c", "0,''", "1,c", "2,b c", "3,a b c", "4,a b c"})
    void theLastLinesArePrinted(int tail, String lines) throws Exception {
        Files.writeString(folder.resolve("log"), "a\nb\nc\n");

        reader.print(tail);

        assertThat(printed().lines()).isEqualTo(lines.isEmpty() ? List.of() : List.of(lines.split(" ")));
    }

    @Test
    void linesLongerThanABlockAreFound() throws Exception {
        String lines = "x".repeat(100_000) + "\n" + "y".repeat(100_000) + "\n";
        Files.writeString(folder.resolve("log"), lines);

        reader.print(1);

        assertThat(printed()).isEqualTo("y".repeat(100_000) + "\n");
    }

    @Test
    void whatComesIsPrintedAlsoFromTheFileAfterARotation() throws Exception {
        Path log = Files.writeString(folder.resolve("log"), "first\n");
        Queue<String> steps = new ArrayDeque<>(List.of("append", "rotate"));
        reader.print(-1);

        reader.follow(() -> {
            String step = steps.poll();
            if (step == null) {
                return true;
            }
            write(log, step);
            return false;
        });

        assertThat(printed()).isEqualTo("first\nsecond\nnew\n");
    }

    private static void write(Path log, String step) {
        try {
            if (step.equals("append")) {
                Files.writeString(log, "second\n", StandardOpenOption.APPEND);
            } else {
                Files.delete(log);
                Files.writeString(log, "new\n");
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void noLogIsNoLines() throws Exception {
        reader.print(-1);

        assertThat(printed()).isEmpty();
    }
}
