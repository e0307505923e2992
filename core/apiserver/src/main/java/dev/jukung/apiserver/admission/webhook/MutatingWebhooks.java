package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.admission.Reinvocation;
import dev.jukung.apiserver.admission.match.Constraints;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.AuditAnnotations;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/**
 * MutatingAdmissionWebhook: webhooks change an object one after the other. When one of them has changed it, all in-tree
 * plugins and the webhooks that want it get a second look. Thread-safe.
 */
public final class MutatingWebhooks implements Admission {
    private final HookSource source = new HookSource(Resources.MUTATINGWEBHOOKCONFIGURATIONS);
    private final HookCalls calls;
    private final Matching matching;
    private final HookPatch patches;

    MutatingWebhooks(HookCalls calls, Matching matching) {
        this.calls = calls;
        this.matching = matching;
        patches = new HookPatch();
    }

    @Override
    public ObjectValue mutate(Review review) throws InterruptedException {
        List<Hook> hooks = source.hooks(review.context());
        if (hooks.isEmpty() || Constraints.isExempt(review)) {
            return review.object();
        }
        Reinvocation memory = Reinvocation.of(review, MutatingWebhooks.class);
        Review current = review;
        for (int i = 0; i < hooks.size(); i++) {
            Hook hook = hooks.get(i);
            Optional<Kind> kind = matching.match(hook, current);
            if (kind.isEmpty() || !memory.wants(hook.id())) {
                continue;
            }
            ObjectValue changed =
                    asked(hook, kind.get(), current, (memory.isSecond() ? "round_1" : "round_0") + "_index_" + i);
            if (!changed.equals(current.object())) {
                memory.changed();
                current = current.with(changed);
            }
            if (hook.reinvoked()) {
                memory.mayWantAnother(hook.id());
            }
        }
        memory.leave(current.object());
        return current.object();
    }

    private ObjectValue asked(Hook hook, Kind kind, Review review, String place) throws InterruptedException {
        AuditAnnotations audit = AuditAnnotations.current();
        HookMetrics.Call call = calls.metrics().begin(hook, review, "admit");
        boolean changed = false;
        try {
            Invocation invocation = HookCalls.invocation(hook, kind, review);
            Verdict verdict = calls.ask(invocation, true, audit);
            verdict.warnings().forEach(review.call()::warn);
            if (!verdict.allowed()) {
                ApiException refusal = HookCalls.refusal(hook, verdict.result());
                call.refused(refusal.code());
                throw refusal;
            }
            ObjectValue result = patches.applied(invocation, verdict, audit, place);
            changed = !result.equals(review.object());
            call.allowed();
            return result;
        } catch (HookFailure e) {
            call.failed(e.code());
            if (!hook.ignoresFailures()) {
                throw HookCalls.failedClosed(hook, e);
            }
            HookCalls.failedOpen(hook, e);
            audit.add("failed-open.mutation.webhook.admission.k8s.io/" + place, hook.name());
            HookCalls.checkTime(review);
            return review.object();
        } finally {
            ObjectValue note =
                    ObjectValue.of("configuration", hook.configuration(), "webhook", hook.name(), "mutated", changed);
            audit.add("mutation.webhook.admission.k8s.io/" + place, note.toString());
        }
    }
}
