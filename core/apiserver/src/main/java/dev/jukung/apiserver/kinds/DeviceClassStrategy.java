package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;

/** The rules of DeviceClasses. */
final class DeviceClassStrategy extends SpecStrategy {
    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        DeviceRules.deviceClass(new Checked(object, FieldPath.ROOT, errors).in("spec"));
    }
}
