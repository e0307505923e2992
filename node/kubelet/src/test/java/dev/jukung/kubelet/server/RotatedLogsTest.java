package dev.jukung.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatedLogsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    private Path directory;

    private RotatedLogs logs() {
        return new RotatedLogs(directory.resolve("0.log"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private Iterable<String> files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theLogIsMovedAsideUnderTheTime() throws Exception {
        write("0.log", "new");

        logs().moveAside(NOON);

        assertThat(files()).containsExactly("0.log.20260101-120000");
    }

    @Test
    void whatIsNotPackedGetsPacked() throws Exception {
        write("0.log.20260101-110000", "old");
        write("0.log.20260101-100000.gz", "older");

        logs().pack();

        assertThat(files()).containsExactly("0.log.20260101-100000.gz", "0.log.20260101-110000.gz");
        try (var in = new GZIPInputStream(Files.newInputStream(directory.resolve("0.log.20260101-110000.gz")))) {
            assertThat(in.readAllBytes()).asString().isEqualTo("old");
        }
    }

    @Test
    void theOldestGoFirst() throws Exception {
        for (int hour = 10; hour < 15; hour++) {
            write("0.log.20260101-" + hour + "0000.gz", "");
        }
        write("0.log", "");
        write("1.log.20260101-100000.gz", "of another container");

        logs().keep(3);

        assertThat(files())
                .containsExactly(
                        "0.log",
                        "0.log.20260101-120000.gz",
                        "0.log.20260101-130000.gz",
                        "0.log.20260101-140000.gz",
                        "1.log.20260101-100000.gz");
    }

    @Test
    void whatACrashHasLeftGoes() throws Exception {
        write("0.log.20260101-100000", "packed already");
        write("0.log.20260101-100000.gz", "");
        write("0.log.20260101-110000", "not yet");
        write("0.log.20260101-110000.tmp", "hal");

        logs().removeLeftovers();

        assertThat(files()).containsExactly("0.log.20260101-100000.gz", "0.log.20260101-110000");
    }
}
