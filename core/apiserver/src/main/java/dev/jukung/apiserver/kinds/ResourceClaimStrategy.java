package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of ResourceClaims and of the templates of them: what they ask for never changes. */
record ResourceClaimStrategy(boolean template) implements Strategy {
    @Override
    public ObjectValue defaults(ObjectValue object) {
        ObjectValue spec = object.object("spec");
        ObjectValue completed =
                template ? spec.with("spec", DeviceClaims.defaults(spec.object("spec"))) : DeviceClaims.defaults(spec);
        return object.with("spec", completed);
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        Checked spec = new Checked(object, FieldPath.ROOT, errors).in("spec");
        DeviceRules.claim((template ? spec.in("spec") : spec).in("devices"));
    }

    @Override
    public void validateStatusUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        Checked status = new Checked(object, FieldPath.ROOT, errors).in("status");
        List<Checked> users = status.items("reservedFor");
        for (Checked user : users) {
            for (String field : List.of("resource", "name", "uid")) {
                if (user.text(field).isEmpty()) {
                    user.required(field, "");
                }
            }
        }
        status.items("devices").forEach(device -> DeviceRules.status(device, status.in("allocation")));
        if (!users.isEmpty() && !status.has("allocation")) {
            status.forbidden("reservedFor", "may not be specified when `allocated` is not set");
        }
    }

    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        validate(object, errors);
        if (!object.object("spec").equals(old.object("spec"))) {
            errors.add(FieldError.invalid(FieldPath.of("spec"), object.object("spec"), "field is immutable"));
        }
    }
}
