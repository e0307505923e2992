package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.Quantity;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;

/** The rules of PersistentVolumeClaims: once made only the requested size grows. */
final class ClaimStrategy implements Strategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public ObjectValue prepareForCreate(ObjectValue claim, Context context) {
        return claim.with("status", ObjectValue.of("phase", "Pending"));
    }

    @Override
    public void validate(ObjectValue claim, FieldErrors errors) {
        ObjectValue spec = claim.object("spec");
        AccessModes.check(new Checked(spec, SPEC, errors), "at least 1 access mode is required");
        LabelRules.selector(spec.object("selector"), SPEC.child("selector"), errors);
        if (!spec.object("resources").object("requests").has("storage")) {
            errors.add(FieldError.required(SPEC.child("resources").key("storage"), ""));
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
            errors.add(
                    FieldError.forbidden(
                            SPEC,
                            "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"));
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
        return spec.without("resources").without("volumeAttributesClassName");
    }
}
