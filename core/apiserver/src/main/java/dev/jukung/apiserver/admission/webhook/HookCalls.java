package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.AuditAnnotations;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.tracing.Span;
import dev.jukung.apiserver.tracing.Steps;
import dev.jukung.apiserver.webhook.WebhookClient;
import dev.jukung.apiserver.webhook.WebhookException;
import dev.jukung.apiserver.webhook.WebhookTarget;
import dev.jukung.apiserver.webhook.WebhookUsers;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What asking is the same for both kinds of webhooks. Thread-safe. */
final class HookCalls {
    private static final Logger LOG = LoggerFactory.getLogger(HookCalls.class);
    private static final List<String> VERSIONS = List.of("v1", "v1beta1");

    private final WebhookClient client;
    private final WebhookUsers users;
    private final HookMetrics metrics;

    /** @param users as whom webhooks are asked */
    HookCalls(WebhookClient client, WebhookUsers users, HookMetrics metrics) {
        this.client = client;
        this.users = users;
        this.metrics = metrics;
    }

    HookMetrics metrics() {
        return metrics;
    }

    /** A question with an id of its own. Throws HookFailure where the webhook knows no review that the server does. */
    static Invocation invocation(Hook hook, Kind kind, Review review) throws HookFailure {
        if (review.call().rules().dryRun() && !hook.dryRunSafe()) {
            throw Failures.badRequest("admission webhook \"" + hook.name() + "\" does not support dry run");
        }
        String version = hook.versions().stream()
                .filter(VERSIONS::contains)
                .findFirst()
                .orElseThrow(() -> new HookFailure(
                        "could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)",
                        Reason.BAD_REQUEST.code()));
        return new Invocation(hook, kind, review, review.context().random().uid(), version);
    }

    /** Asks; the time of the webhook and that of the whole request both count. */
    Verdict ask(Invocation invocation, boolean mutating, AuditAnnotations annotations)
            throws HookFailure, InterruptedException {
        Hook hook = invocation.hook();
        Duration left = Duration.ofNanos(invocation.review().request().deadline()
                - invocation.review().context().clock().nanos());
        Duration timeout = hook.timeout().compareTo(left) < 0 ? hook.timeout() : left;
        ObjectValue answer;
        Span span = Steps.begun(mutating ? "Call mutating webhook" : "Call validating webhook", invocation::attributes);
        try {
            WebhookTarget target = WebhookTarget.of(hook.clientConfig());
            target = target.as(users.of(target)).announcing(timeout);
            answer = client.call(target, invocation.request(), timeout, span);
            span.event("Request completed", Map::of);
        } catch (WebhookException e) {
            String what = e.asked() ? "failed to call webhook: " : "could not get REST client: ";
            throw new HookFailure(what + e.getMessage(), e.code());
        } finally {
            span.end();
        }
        Verdict verdict = Verdict.of(invocation, answer, mutating);
        verdict.annotations().forEach((key, value) -> annotations.add(hook.name() + "/" + key, String.valueOf(value)));
        return verdict;
    }

    /** The refusal, with the webhook's own status where it gave one. */
    static ApiException refusal(Hook hook, ObjectValue result) {
        String denied = "admission webhook \"" + hook.name() + "\" denied the request";
        String message = result.text("message", "");
        String reason = result.text("reason", "");
        String why = message.isEmpty() ? reason : message;
        long code = Math.max(result.integer("code", 0), Reason.BAD_REQUEST.code());
        return ApiException.inWords(
                reason,
                (int) code,
                why.isEmpty() ? denied + " without explanation" : denied + ": " + why,
                result.object("details"));
    }

    /** What the client is told when a webhook that has to be asked gave no verdict. */
    static ApiException failedClosed(Hook hook, HookFailure failure) {
        String why = "failed calling webhook \"" + hook.name() + "\": " + failure.getMessage();
        LOG.warn("Failed calling webhook, failing closed {}: {}", hook.name(), why);
        return internal(why);
    }

    static ApiException internal(String why) {
        return new ApiException(
                Reason.INTERNAL_ERROR,
                Reason.INTERNAL_ERROR.code(),
                "Internal error occurred: " + why,
                ObjectValue.of("causes", ListValue.of(ObjectValue.of("message", why))));
    }

    static void failedOpen(Hook hook, HookFailure failure) {
        LOG.warn("Failed calling webhook, failing open {}: {}", hook.name(), failure.getMessage());
    }

    static void checkTime(Review review) {
        if (review.context().clock().nanos() - review.request().deadline() >= 0) {
            throw new ApiException(Reason.TIMEOUT, "Timeout: request did not complete within requested timeout");
        }
    }
}
