package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.Quantity;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.math.BigDecimal;
import java.util.List;

/** The rules of PersistentVolumeClaims: once made only the requested size grows. */
final class ClaimStrategy implements Strategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public ObjectValue prepareForCreate(ObjectValue claim, Context context) {
        return withDataSources(claim, ObjectValue.EMPTY).with("status", ObjectValue.of("phase", "Pending"));
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue claim, ObjectValue old, Context context) {
        return withDataSources(claim, old);
    }

    /** The two fields for a source of data say the same, unless the newer one names what the older one cannot. */
    private static ObjectValue withDataSources(ObjectValue claim, ObjectValue old) {
        ObjectValue spec = claim.object("spec");
        boolean kept = old.object("spec").has("dataSource") || isKnownSource(spec.object("dataSource"));
        spec = kept ? spec : spec.without("dataSource");
        Object source = spec.get("dataSource");
        Object reference = spec.get("dataSourceRef");
        if (source != null && reference == null) {
            spec = spec.with("dataSourceRef", source);
        } else if (source == null && reference instanceof ObjectValue object && !object.has("namespace")) {
            spec = spec.with("dataSource", reference);
        }
        return claim.with("spec", spec);
    }

    private static boolean isKnownSource(ObjectValue source) {
        String kind = source.text("kind", "");
        String group = source.text("apiGroup", "");
        return (kind.equals("PersistentVolumeClaim") && group.isEmpty())
                || (kind.equals("VolumeSnapshot") && group.equals("snapshot.storage.k8s.io"));
    }

    @Override
    public void validate(ObjectValue claim, FieldErrors errors) {
        spec(new Checked(claim, FieldPath.ROOT, errors).in("spec"));
    }

    /** The spec of a claim, or of one that a StatefulSet makes. */
    static void spec(Checked spec) {
        AccessModes.check(spec, "at least 1 access mode is required");
        if (spec.has("dataSource") && spec.has("dataSourceRef") && !sameSource(spec)) {
            spec.errors().add(FieldError.invalid(spec.path(), ObjectValue.EMPTY, "must match dataSourceRef"));
        }
        LabelRules.selector(spec.value().object("selector"), spec.path().child("selector"), spec.errors());
        names(spec);
        if (!spec.in("resources").in("requests").has("storage")) {
            spec.errors().add(FieldError.required(spec.path().child("resources").key("storage"), ""));
        } else if (storage(spec).signum() <= 0) {
            spec.errors()
                    .add(FieldError.invalid(
                            spec.path().child("resources").key("storage"),
                            spec.in("resources").in("requests").text("storage"),
                            "must be greater than zero"));
        }
    }

    private static BigDecimal storage(Checked spec) {
        Object storage = spec.in("resources").in("requests").value().get("storage");
        return storage == null ? BigDecimal.ZERO : Quantity.fromValue(storage).amount();
    }

    private static boolean sameSource(Checked spec) {
        return List.of("apiGroup", "kind", "name").stream().allMatch(field -> spec.in("dataSource")
                .text(field)
                .equals(spec.in("dataSourceRef").text(field)));
    }

    /** The classes that a claim or a volume names. */
    static void names(Checked spec) {
        for (String field : List.of("storageClassName", "volumeAttributesClassName")) {
            if (!spec.text(field).isEmpty()) {
                spec.problems(field, NameRule.SUBDOMAIN.problems(spec.text(field), false));
            }
        }
    }

    @Override
    public void validateUpdate(ObjectValue claim, ObjectValue old, FieldErrors errors) {
        validate(claim, errors);
        ObjectValue before = comparable(old.object("spec"));
        ObjectValue after = comparable(claim.object("spec"));
        // Binding fills in the volume, and nothing else of a bound claim may change but its size.
        boolean bindsNow = old.object("spec").text("volumeName", "").isEmpty();
        if (!before.equals(bindsNow ? after.without("volumeName") : after)) {
            errors.add(FieldError.forbidden(
                    SPEC,
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName"
                            + " for bound claims"));
            return;
        }
        Quantity had = size(old);
        Quantity wants = size(claim);
        Quantity capacity =
                Quantity.fromValue(old.object("status").object("capacity").text("storage", "0"));
        if (wants.compareTo(had) < 0 && wants.compareTo(capacity) <= 0) {
            errors.add(FieldError.forbidden(
                    SPEC.child("resources").child("requests").child("storage"),
                    "field can not be less than status.capacity"));
        }
    }

    private static Quantity size(ObjectValue claim) {
        return Quantity.fromValue(
                claim.object("spec").object("resources").object("requests").text("storage", "0"));
    }

    private static ObjectValue comparable(ObjectValue spec) {
        ObjectValue resources = spec.object("resources");
        ObjectValue fixed = resources.isEmpty() ? spec : spec.with("resources", resources.without("requests"));
        return fixed.without("volumeAttributesClassName");
    }
}
