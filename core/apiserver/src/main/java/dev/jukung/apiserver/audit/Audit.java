package dev.jukung.apiserver.audit;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import dev.jukung.http.Request;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Auditing as configured: asks the policy about each request, and sends its events to all backends. Thread-safe. */
public final class Audit implements AutoCloseable {
    private final Optional<AuditPolicy> policy;
    private final List<AuditSink> sinks;
    private final AuditMetrics metrics;
    private final Clock clock;

    Audit(Optional<AuditPolicy> policy, List<AuditSink> sinks, AuditMetrics metrics, Clock clock) {
        this.policy = policy;
        this.sinks = List.copyOf(sinks);
        this.metrics = metrics;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException when the policy or a backend's file is missing or wrong */
    public static Audit start(AuditConfig config, Clock clock, Randomness random, Faults faults, AuditMetrics metrics) {
        Optional<AuditPolicy> policy = config.policyFile().map(PolicyReader::read);
        List<AuditSink> sinks = new ArrayList<>();
        if (policy.isPresent()) {
            config.log()
                    .map(log -> of(
                            LogSink.open(log, clock, metrics),
                            log.mode(),
                            log.batch(),
                            log.truncation(),
                            clock,
                            metrics))
                    .ifPresent(sinks::add);
            config.webhook()
                    .map(hook -> of(
                            WebhookSink.open(hook, clock, random, faults, metrics),
                            hook.mode(),
                            hook.batch(),
                            hook.truncation(),
                            clock,
                            metrics))
                    .ifPresent(sinks::add);
        }
        return new Audit(policy, sinks, metrics, clock);
    }

    private static AuditSink of(
            AuditSink backend,
            AuditConfig.Mode mode,
            AuditConfig.Batch batch,
            AuditConfig.Truncation truncation,
            Clock clock,
            AuditMetrics metrics) {
        AuditSink truncating = truncation.enabled()
                ? new TruncatingSink(backend, truncation.maxEventBytes(), truncation.maxBatchBytes(), metrics)
                : backend;
        return switch (mode) {
            case BATCH -> BatchingSink.start(truncating, batch, clock, metrics);
            case BLOCKING -> new LenientSink(truncating);
            case BLOCKING_STRICT -> truncating;
        };
    }

    /** Whether anything is recorded at all. */
    public boolean enabled() {
        return policy.isPresent() && !sinks.isEmpty();
    }

    /** What is to be recorded of a request that has come in, under the given id. */
    public AuditTrail trail(String id) {
        return new AuditTrail(id, clock.now());
    }

    /** Asks the policy and records that the request was received. False when that failed, so that it has to be refused. */
    public boolean begin(AuditTrail trail, Request request, Attributes asked, Optional<User> user) {
        AuditPolicy.Verdict verdict = policy.orElseThrow().verdict(asked);
        metrics.level(verdict.level());
        trail.begin(verdict, request, asked, user);
        boolean recorded = record(trail, Stage.REQUEST_RECEIVED);
        if (!recorded) {
            metrics.rejected();
        }
        return recorded;
    }

    /** As {@link #begin} for a request whose sender could not be identified: nothing counts as received. */
    public void unauthenticated(
            AuditTrail trail, Request request, Attributes asked, int code, Optional<ObjectValue> answer) {
        AuditPolicy.Verdict verdict = policy.orElseThrow().verdict(asked);
        trail.begin(verdict, request, asked, Optional.empty());
        trail.answered(code, answer);
        record(trail, Stage.RESPONSE_STARTED);
    }

    /** The answer has begun: of one that lasts this is recorded at once. */
    public void answered(AuditTrail trail, int code, Optional<ObjectValue> answer, boolean lasting) {
        trail.answered(code, answer);
        if (lasting) {
            record(trail, Stage.RESPONSE_STARTED);
        }
    }

    /** The answer is over. */
    public void end(AuditTrail trail) {
        record(trail, trail.hasPanicked() ? Stage.PANIC : Stage.RESPONSE_COMPLETE);
    }

    /** Whether the content of the answer is recorded too. */
    public boolean wantsResponse(AuditTrail trail) {
        return trail.wantsResponse();
    }

    /** Whether the policy was asked about the request. */
    public boolean hasBegun(AuditTrail trail) {
        return trail.begun();
    }

    private boolean record(AuditTrail trail, Stage stage) {
        if (!trail.wants(stage)) {
            return true;
        }
        List<AuditEvent> event = List.of(trail.event(stage, clock.now()));
        metrics.event();
        boolean all = true;
        for (AuditSink sink : sinks) {
            all &= sink.record(event);
        }
        return all;
    }

    @Override
    public void close() {
        sinks.forEach(AuditSink::close);
    }

    /** A backend whose failures refuse no request. */
    private record LenientSink(AuditSink next) implements AuditSink {
        @Override
        public boolean record(List<AuditEvent> events) {
            next.record(events);
            return true;
        }

        @Override
        public void close() {
            next.close();
        }
    }
}
