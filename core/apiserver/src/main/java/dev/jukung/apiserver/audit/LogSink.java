package dev.jukung.apiserver.audit;

import dev.jukung.base.Clock;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Writes each event on a line of a file ({@code --audit-log-path}), or of standard output. Thread-safe. */
final class LogSink implements AuditSink {
    private static final long MEGABYTE = 1024L * 1024;

    @FunctionalInterface
    private interface Lines {
        void write(byte[] line) throws IOException;
    }

    private final Lines lines;
    private final Closeable file;
    private final boolean legacy;
    private final AuditMetrics metrics;

    private LogSink(Lines lines, Closeable file, boolean legacy, AuditMetrics metrics) {
        this.lines = lines;
        this.file = file;
        this.legacy = legacy;
        this.metrics = metrics;
    }

    static LogSink open(AuditConfig.Log config, Clock clock, AuditMetrics metrics) {
        if (config.path().equals("-")) {
            OutputStream out = new FileOutputStream(FileDescriptor.out);
            return new LogSink(out::write, () -> {}, config.legacy(), metrics);
        }
        RotatingFile.Limits limits = new RotatingFile.Limits(
                config.maxMegabytes() * MEGABYTE,
                config.maxBackups(),
                Duration.ofDays(config.maxAgeDays()),
                config.compress());
        RotatingFile file = new RotatingFile(Path.of(config.path()), limits, clock);
        return new LogSink(file::write, file, config.legacy(), metrics);
    }

    @Override
    public synchronized boolean record(List<AuditEvent> events) {
        boolean all = true;
        for (AuditEvent event : events) {
            try {
                lines.write(legacy ? (event.legacy() + "\n").getBytes(StandardCharsets.UTF_8) : event.line());
            } catch (IOException e) {
                metrics.lost("log", String.valueOf(e), List.of(event));
                all = false;
            }
        }
        return all;
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            metrics.lost("log", "closing the file: " + e, List.of());
        }
    }
}
