package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.webhook.ClientConfigRules;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of both kinds of webhook configurations (k8s.io/kubernetes/pkg/apis/admissionregistration/validation). */
final class WebhookStrategy extends SpecStrategy {
    private static final int MAX_TIMEOUT_SECONDS = 30;
    private static final List<String> FAILURE_POLICIES = List.of("Fail", "Ignore");
    private static final List<String> MATCH_POLICIES = List.of("Equivalent", "Exact");
    private static final List<String> REINVOCATION_POLICIES = List.of("IfNeeded", "Never");
    private static final List<String> SIDE_EFFECTS = List.of("None", "NoneOnDryRun");
    private static final List<String> VERSIONS = List.of("v1", "v1beta1");

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        for (Checked webhook : new Checked(object, FieldPath.ROOT, errors).items("webhooks")) {
            webhook(webhook);
            reviewVersions(webhook);
            String name = webhook.text("name");
            if (!name.isEmpty() && !names.add(name)) {
                errors.add(FieldError.duplicate(webhook.path().child("name"), name));
            }
        }
    }

    private static void webhook(Checked webhook) {
        qualifiedName(webhook);
        for (Checked rule : webhook.items("rules")) {
            MatchResources.rule(rule);
        }
        webhook.oneOf("failurePolicy", FAILURE_POLICIES);
        webhook.oneOf("matchPolicy", MATCH_POLICIES);
        if (!webhook.has("sideEffects")) {
            webhook.required("sideEffects", "must specify one of " + String.join(", ", SIDE_EFFECTS));
        }
        webhook.oneOf("sideEffects", SIDE_EFFECTS);
        long seconds = webhook.number("timeoutSeconds");
        if (webhook.has("timeoutSeconds") && (seconds < 1 || seconds > MAX_TIMEOUT_SECONDS)) {
            webhook.invalid("timeoutSeconds", "the timeout value must be between 1 and 30 seconds");
        }
        for (String selector : List.of("namespaceSelector", "objectSelector")) {
            LabelRules.selector(webhook.value().object(selector), webhook.path().child(selector), webhook.errors());
        }
        webhook.oneOf("reinvocationPolicy", REINVOCATION_POLICIES);
        ClientConfigRules.check(
                webhook.path().child("clientConfig"), webhook.value().object("clientConfig"), webhook.errors());
        MatchConditionRules.check(
                webhook.value().list("matchConditions"),
                false,
                webhook.path().child("matchConditions"),
                webhook.errors());
    }

    private static void qualifiedName(Checked webhook) {
        String name = webhook.text("name");
        if (name.isEmpty()) {
            webhook.required("name", "");
            return;
        }
        List<String> problems = NameRule.SUBDOMAIN.problems(name, false);
        if (!problems.isEmpty()) {
            webhook.invalid("name", String.join(",", problems));
        } else if (name.split("\\.", -1).length < 3) {
            webhook.invalid("name", "should be a domain with at least three segments separated by dots");
        }
    }

    private static void reviewVersions(Checked webhook) {
        String field = "admissionReviewVersions";
        List<String> versions = webhook.texts(field);
        if (versions.isEmpty()) {
            webhook.required(field, "must specify one of " + String.join(", ", VERSIONS));
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < versions.size(); i++) {
            if (!seen.add(versions.get(i))) {
                webhook.invalidItem(field, i, "duplicate version");
                continue;
            }
            for (String problem : NameRule.LABEL_1035.problems(versions.get(i), false)) {
                webhook.invalidItem(field, i, problem);
            }
        }
        if (versions.stream().noneMatch(VERSIONS::contains)) {
            webhook.invalid(field, "must include at least one of " + String.join(", ", VERSIONS));
        }
    }
}
