package dev.jukung.apiserver.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an operator decides about auditing: the {@code --audit-*} flags. Nothing is audited without a policy and a backend. */
public record AuditConfig(Optional<Path> policyFile, Optional<Log> log, Optional<Webhook> webhook) {
    public static final AuditConfig NONE = new AuditConfig(Optional.empty(), Optional.empty(), Optional.empty());
    private static final List<String> FORMATS = List.of("legacy", "json");

    /** When a request waits for its events. */
    public enum Mode {
        BATCH,
        BLOCKING,
        /** A request whose first event cannot be recorded is refused. */
        BLOCKING_STRICT;

        /** @throws IllegalArgumentException for other texts than batch, blocking and blocking-strict */
        public static Mode parse(String flag, String text) {
            return switch (text) {
                case "batch" -> BATCH;
                case "blocking" -> BLOCKING;
                case "blocking-strict" -> BLOCKING_STRICT;
                default ->
                    throw new IllegalArgumentException("invalid audit " + flag + " mode " + text
                            + ", allowed modes are \"batch,blocking,blocking-strict\"");
            };
        }
    }

    public record Batch(
            int bufferSize, int maxSize, Duration maxWait, boolean throttle, double throttleQps, int throttleBurst) {
        public static final Batch WEBHOOK = new Batch(10_000, 400, Duration.ofSeconds(30), true, 10, 15);
        public static final Batch LOG = new Batch(10_000, 1, Duration.ZERO, false, 1, 1);

        public Batch {
            check(bufferSize > 0, "invalid audit batch buffer size " + bufferSize + ", must be a positive number");
            check(maxSize > 0, "invalid audit batch max batch size " + maxSize + ", must be a positive number");
            check(
                    !throttle || throttleQps > 0,
                    "invalid audit batch throttle QPS " + throttleQps + ", must be a positive number");
            check(
                    !throttle || throttleBurst > 0,
                    "invalid audit batch throttle burst " + throttleBurst + ", must be a positive number");
        }
    }

    public record Truncation(boolean enabled, long maxEventBytes, long maxBatchBytes) {
        public static final Truncation OFF = new Truncation(false, 100 * 1024, 10 * 1024 * 1024);

        public Truncation {
            check(
                    maxEventBytes > 0 && maxBatchBytes >= maxEventBytes,
                    "audit truncate max batch size (" + maxBatchBytes + ") must be greater than max event size ("
                            + maxEventBytes + ")");
        }
    }

    /** @param path of the file; {@code -} is standard output */
    public record Log(
            String path,
            String format,
            int maxAgeDays,
            int maxBackups,
            long maxMegabytes,
            boolean compress,
            Mode mode,
            Batch batch,
            Truncation truncation) {
        public Log {
            check(
                    FORMATS.contains(format),
                    "invalid audit log format " + format + ", allowed formats are \"legacy,json\"");
            check(maxAgeDays >= 0, "--audit-log-maxage " + maxAgeDays + " can't be a negative number");
            check(maxBackups >= 0, "--audit-log-maxbackup " + maxBackups + " can't be a negative number");
            check(maxMegabytes >= 0, "--audit-log-maxsize " + maxMegabytes + " can't be a negative number");
        }

        public static Log to(Path file) {
            return new Log(file.toString(), "json", 366, 100, 100, false, Mode.BLOCKING, Batch.LOG, Truncation.OFF);
        }

        public Log withMode(Mode changed) {
            return new Log(path, format, maxAgeDays, maxBackups, maxMegabytes, compress, changed, batch, truncation);
        }

        boolean legacy() {
            return format.equals("legacy");
        }
    }

    public record Webhook(Path kubeconfig, Mode mode, Batch batch, Duration initialBackoff, Truncation truncation) {
        public static Webhook to(Path kubeconfig) {
            return new Webhook(kubeconfig, Mode.BATCH, Batch.WEBHOOK, Duration.ofSeconds(10), Truncation.OFF);
        }
    }

    private static void check(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
