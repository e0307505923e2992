package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.admission.match.Constraints;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.AuditAnnotations;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.tracing.Steps;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** ValidatingAdmissionWebhook: webhooks refuse, all of them asked at once. Thread-safe. */
public final class ValidatingWebhooks implements Admission {
    private final HookSource source = new HookSource(Resources.VALIDATINGWEBHOOKCONFIGURATIONS);
    private final HookCalls calls;
    private final Matching matching;

    ValidatingWebhooks(HookCalls calls, Matching matching) {
        this.calls = calls;
        this.matching = matching;
    }

    private record Concerned(Hook hook, Kind kind, int index) {}

    /** What one webhook made of it. */
    private record Outcome(List<String> warnings, Optional<ApiException> refusal) {}

    @Override
    public void validate(Review review) throws InterruptedException {
        List<Hook> hooks = source.hooks(review.context());
        if (hooks.isEmpty() || Constraints.isExempt(review)) {
            return;
        }
        List<Concerned> concerned = new ArrayList<>();
        for (Hook hook : hooks) {
            matching.match(hook, review).ifPresent(kind -> concerned.add(new Concerned(hook, kind, concerned.size())));
        }
        if (concerned.isEmpty()) {
            return;
        }
        HookCalls.checkTime(review);
        AuditAnnotations audit = AuditAnnotations.current();
        List<Outcome> outcomes = concerned.size() == 1
                ? List.of(asked(concerned.getFirst(), review, audit))
                : together(concerned, review, audit);
        outcomes.forEach(outcome -> outcome.warnings().forEach(review.call()::warn));
        outcomes.stream()
                .flatMap(outcome -> outcome.refusal().stream())
                .findFirst()
                .ifPresent(refusal -> {
                    throw refusal;
                });
    }

    private List<Outcome> together(List<Concerned> concerned, Review review, AuditAnnotations audit)
            throws InterruptedException {
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("validating-webhook-", 0).factory())) {
            List<Future<Outcome>> running = new ArrayList<>();
            for (Concerned one : concerned) {
                running.add(threads.submit(Steps.carried(() -> asked(one, review, audit))));
            }
            List<Outcome> outcomes = new ArrayList<>();
            try {
                for (Future<Outcome> future : running) {
                    outcomes.add(future.get());
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("asking validating webhooks", e.getCause());
            } finally {
                running.forEach(future -> future.cancel(true)); // when this thread was interrupted
            }
            return outcomes;
        }
    }

    private Outcome asked(Concerned one, Review review, AuditAnnotations audit) throws InterruptedException {
        Hook hook = one.hook();
        HookMetrics.Call call = calls.metrics().begin(hook, review, "validating");
        try {
            Verdict verdict = calls.ask(HookCalls.invocation(hook, one.kind(), review), false, audit);
            if (verdict.allowed()) {
                call.allowed();
                return new Outcome(verdict.warnings(), Optional.empty());
            }
            ApiException refusal = HookCalls.refusal(hook, verdict.result());
            call.refused(refusal.code());
            return new Outcome(verdict.warnings(), Optional.of(refusal));
        } catch (HookFailure e) {
            call.failed(e.code());
            if (!hook.ignoresFailures()) {
                return new Outcome(List.of(), Optional.of(HookCalls.failedClosed(hook, e)));
            }
            HookCalls.failedOpen(hook, e);
            audit.add("failed-open.validating.webhook.admission.k8s.io/round_0_index_" + one.index(), hook.name());
            return new Outcome(List.of(), Optional.empty());
        } catch (ApiException unsupported) {
            return new Outcome(List.of(), Optional.of(unsupported)); // a dry run that it does not know
        }
    }
}
