package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.webhook.ClientConfigRules;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What {@code spec.conversion} may say; errors name the fields as Kubernetes' internal type has them. Pure functions. */
final class ConversionRules {
    private ConversionRules() {}

    static void check(FieldPath path, ObjectValue conversion, FieldErrors errors) {
        ObjectValue webhook = conversion.object("webhook");
        FieldPath config = path.child("webhookClientConfig");
        FieldPath versions = path.child("conversionReviewVersions");
        if (!conversion.text("strategy", "").equals("Webhook")) {
            String why = "should not be set when strategy is not set to Webhook";
            if (webhook.has("clientConfig")) {
                errors.add(FieldError.forbidden(config, why));
            }
            if (!webhook.list("conversionReviewVersions").isEmpty()) {
                errors.add(FieldError.forbidden(versions, why));
            }
            return;
        }
        if (webhook.has("clientConfig")) {
            ClientConfigRules.check(config, webhook.object("clientConfig"), errors);
        } else {
            errors.add(FieldError.required(config, "required when strategy is set to Webhook"));
        }
        reviewVersions(versions, webhook.list("conversionReviewVersions"), errors);
    }

    private static void reviewVersions(FieldPath path, ListValue given, FieldErrors errors) {
        if (given.isEmpty()) {
            errors.add(FieldError.required(path, ""));
            return;
        }
        List<String> versions = given.texts();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < versions.size(); i++) {
            String version = versions.get(i);
            if (!seen.add(version)) {
                errors.add(FieldError.invalid(path.index(i), version, "duplicate version"));
                continue;
            }
            for (String problem : NameRule.LABEL_1035.problems(version, false)) {
                errors.add(FieldError.invalid(path.index(i), version, problem));
            }
        }
        if (!seen.contains("v1") && !seen.contains("v1beta1")) {
            errors.add(FieldError.invalid(path, given, "must include at least one of v1, v1beta1"));
        }
    }
}
