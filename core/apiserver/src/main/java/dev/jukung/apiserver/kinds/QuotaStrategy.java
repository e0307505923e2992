package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Set;

/** The rules of ResourceQuotas: what they are about never changes. */
final class QuotaStrategy implements Strategy {
    private static final FieldPath SCOPES = FieldPath.of("spec", "scopes");
    private static final Set<String> KNOWN = Set.of(
            "Terminating",
            "NotTerminating",
            "BestEffort",
            "NotBestEffort",
            "PriorityClass",
            "CrossNamespacePodAffinity",
            "VolumeAttributesClass");
    private static final List<Set<String>> CONTRADICTIONS =
            List.of(Set.of("BestEffort", "NotBestEffort"), Set.of("Terminating", "NotTerminating"));

    @Override
    public void validate(ObjectValue quota, FieldErrors errors) {
        List<String> scopes = scopes(quota);
        for (String scope : scopes) {
            if (!KNOWN.contains(scope)) {
                errors.add(FieldError.invalid(SCOPES, shown(quota), "unsupported scope"));
            }
        }
        for (Set<String> pair : CONTRADICTIONS) {
            if (scopes.containsAll(pair)) {
                errors.add(FieldError.invalid(SCOPES, shown(quota), "conflicting scopes"));
            }
        }
    }

    @Override
    public void validateUpdate(ObjectValue quota, ObjectValue old, FieldErrors errors) {
        validate(quota, errors);
        if (!Set.copyOf(scopes(quota)).equals(Set.copyOf(scopes(old)))) {
            errors.add(FieldError.invalid(SCOPES, shown(quota), "field is immutable"));
        }
    }

    private static List<String> scopes(ObjectValue quota) {
        return quota.object("spec").list("scopes").texts();
    }

    private static Object shown(ObjectValue quota) {
        return quota.object("spec").get("scopes") instanceof Object scopes ? scopes : NullValue.NULL;
    }
}
