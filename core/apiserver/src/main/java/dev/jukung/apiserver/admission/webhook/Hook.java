package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.admission.match.Constraints;
import dev.jukung.apiserver.admission.policy.MatchConditions;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.List;

/**
 * One webhook of a configuration, ready to be matched. Immutable.
 *
 * @param configuration the name of the configuration that it belongs to
 * @param id tells it from all others, also of the same name
 * @param constraints which requests it is about
 * @param clientConfig where it is; looked at when it is called
 * @param ignoresFailures whether the request goes on when it cannot be asked
 * @param dryRunSafe whether it may be asked for what is not stored
 * @param reinvoked whether it is asked again when others changed the object after it
 * @param versions of AdmissionReview that it understands, best first
 * @param conditions CEL expressions that have to hold
 */
record Hook(
        String configuration,
        String id,
        String name,
        Constraints constraints,
        ObjectValue clientConfig,
        boolean ignoresFailures,
        boolean dryRunSafe,
        boolean reinvoked,
        Duration timeout,
        List<String> versions,
        MatchConditions conditions) {
    private static final long DEFAULT_SECONDS = 10;

    static Hook of(String configuration, String id, ObjectValue webhook) {
        String sideEffects = webhook.text("sideEffects", "");
        return new Hook(
                configuration,
                id,
                webhook.text("name", ""),
                Constraints.ofWebhook(webhook),
                webhook.object("clientConfig"),
                webhook.text("failurePolicy", "Fail").equals("Ignore"),
                sideEffects.equals("None") || sideEffects.equals("NoneOnDryRun"),
                webhook.text("reinvocationPolicy", "Never").equals("IfNeeded"),
                Duration.ofSeconds(webhook.integer("timeoutSeconds", DEFAULT_SECONDS)),
                webhook.list("admissionReviewVersions").texts(),
                MatchConditions.of(webhook.list("matchConditions"), false));
    }
}
