package dev.jukung.app.role;

import dev.jukung.apiserver.audit.AuditConfig;
import dev.jukung.apiserver.audit.AuditConfig.Batch;
import dev.jukung.apiserver.audit.AuditConfig.Mode;
import dev.jukung.apiserver.audit.AuditConfig.Truncation;
import java.util.Optional;

/** {@code --audit-*}. */
final class AuditFlags {
    private static final String LOG = "audit-log-";
    private static final String WEBHOOK = "audit-webhook-";

    private AuditFlags() {}

    /** @throws IllegalArgumentException with Kubernetes' texts */
    static AuditConfig read(FlagValues values) {
        Optional<AuditConfig.Log> log = values.optional(LOG + "path")
                .map(path -> new AuditConfig.Log(
                        path,
                        values.text(LOG + "format"),
                        values.integer(LOG + "maxage"),
                        values.integer(LOG + "maxbackup"),
                        values.integer(LOG + "maxsize"),
                        values.on(LOG + "compress"),
                        Mode.parse("log", values.text(LOG + "mode")),
                        batch(values, LOG),
                        truncation(values, LOG)));
        Optional<AuditConfig.Webhook> webhook = values.file(WEBHOOK + "config-file")
                .map(file -> new AuditConfig.Webhook(
                        file,
                        Mode.parse("webhook", values.text(WEBHOOK + "mode")),
                        batch(values, WEBHOOK),
                        values.duration(WEBHOOK + "initial-backoff"),
                        truncation(values, WEBHOOK)));
        return new AuditConfig(values.file("audit-policy-file"), log, webhook);
    }

    private static Batch batch(FlagValues values, String prefix) {
        return new Batch(
                values.integer(prefix + "batch-buffer-size"),
                values.integer(prefix + "batch-max-size"),
                values.duration(prefix + "batch-max-wait"),
                values.on(prefix + "batch-throttle-enable"),
                values.number(prefix + "batch-throttle-qps"),
                values.integer(prefix + "batch-throttle-burst"));
    }

    private static Truncation truncation(FlagValues values, String prefix) {
        return new Truncation(
                values.on(prefix + "truncate-enabled"),
                values.integer(prefix + "truncate-max-event-size"),
                values.integer(prefix + "truncate-max-batch-size"));
    }
}
