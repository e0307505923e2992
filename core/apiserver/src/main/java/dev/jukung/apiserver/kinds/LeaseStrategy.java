package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;

/** The rules of Leases. */
final class LeaseStrategy implements Strategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public void validate(ObjectValue lease, FieldErrors errors) {
        ObjectValue spec = lease.object("spec");
        if (spec.get("leaseDurationSeconds") instanceof Long seconds && seconds <= 0) {
            errors.add(FieldError.invalid(SPEC.child("leaseDurationSeconds"), seconds, "must be greater than 0"));
        }
        if (spec.get("leaseTransitions") instanceof Long count && count < 0) {
            errors.add(FieldError.invalid(SPEC.child("leaseTransitions"), count, "must be greater than or equal to 0"));
        }
    }
}
