package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.configuration.ConfigurationFile;
import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.model.quota.QuotaScopes;
import dev.jukung.model.quota.QuotaUsage;
import dev.jukung.model.quota.ResourceAmounts;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What may not be had without a quota, by a ResourceQuotaConfiguration. Immutable.
 *
 * @param limited its {@code limitedResources}
 */
record QuotaLimits(List<ObjectValue> limited) {
    private static final Set<String> TYPES = Set.of(
            ConfigurationFile.type("apiserver.config.k8s.io/v1", "ResourceQuotaConfiguration"),
            ConfigurationFile.type("resourcequota.admission.k8s.io/v1beta1", "Configuration"),
            ConfigurationFile.type("resourcequota.admission.k8s.io/v1alpha1", "Configuration"));

    static QuotaLimits of(PluginConfigurations told) {
        List<ObjectValue> limited = told.of("ResourceQuota", "ResourceQuotaConfiguration", TYPES)
                .orElse(ObjectValue.EMPTY)
                .list("limitedResources")
                .objects();
        FieldErrors errors = new FieldErrors();
        for (int i = 0; i < limited.size(); i++) {
            if (limited.get(i).text("resource", "").isEmpty()) {
                errors.add(FieldError.required(
                        FieldPath.of("limitedResources").index(i).child("resource"), ""));
            }
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(errors.message());
        }
        return new QuotaLimits(limited);
    }

    boolean isEmpty() {
        return limited.isEmpty();
    }

    /**
     * Refuses what no quota covers.
     *
     * @param usage what the object takes
     * @param delta what it takes more than before
     */
    void check(Review review, String resource, List<ObjectValue> quotas, ResourceAmounts usage, ResourceAmounts delta) {
        if (delta.withoutZeros().isEmpty()) {
            return;
        }
        Set<String> uncovered = names(resource, usage);
        List<String> scopes = new ArrayList<>();
        for (ObjectValue quota : quotas) {
            ObjectValue spec = quota.object("spec");
            QuotaScopes.selectors(spec).stream()
                    .filter(selector -> QuotaScopes.holds(selector, resource, review.object()))
                    .forEach(selector -> scopes.add(selector.text("scopeName", "")));
            if (QuotaScopes.cover(spec, resource, review.object())) {
                Set<String> hard = ResourceAmounts.of(quota.object("status").object("hard"))
                        .byName()
                        .keySet();
                uncovered.removeAll(QuotaUsage.tracked(resource, hard));
            }
        }
        if (!uncovered.isEmpty()) {
            throw Lookups.forbidden(review, "insufficient quota to consume: " + String.join(",", uncovered));
        }
        String missing = limited.stream()
                .flatMap(each -> each.list("matchScopes").objects().stream())
                .filter(selector -> QuotaScopes.holds(selector, resource, review.object()))
                .filter(selector -> !scopes.contains(selector.text("scopeName", "")))
                .map(QuotaLimits::shown)
                .collect(Collectors.joining(" "));
        if (!missing.isEmpty()) {
            // Kubernetes gives this no reason and no better code.
            throw new ApiException(Reason.UNKNOWN, "insufficient quota to match these scopes: [" + missing + "]");
        }
    }

    /** What the object takes of resources that are limited. */
    private Set<String> names(String resource, ResourceAmounts usage) {
        Set<String> names = new TreeSet<>();
        for (ObjectValue each : limited) {
            String group = each.text("apiGroup", "");
            String name = each.text("resource", "") + (group.isEmpty() ? "" : "." + group);
            if (name.equals(resource)) {
                usage.withoutZeros().byName().keySet().stream()
                        .filter(used ->
                                each.list("matchContains").texts().stream().anyMatch(used::contains))
                        .forEach(names::add);
            }
        }
        return names;
    }

    /** As Go prints the structure. */
    private static String shown(ObjectValue selector) {
        return "{" + selector.text("scopeName", "") + " " + selector.text("operator", "") + " ["
                + String.join(" ", selector.list("values").texts()) + "]}";
    }
}
