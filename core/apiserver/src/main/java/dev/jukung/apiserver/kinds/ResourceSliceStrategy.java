package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of ResourceSlices: of a pool, on one kind of places. */
final class ResourceSliceStrategy extends SpecStrategy {
    private static final List<String> PLACES =
            List.of("nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection");

    @Override
    public void validate(ObjectValue slice, FieldErrors errors) {
        Checked spec = new Checked(slice, FieldPath.ROOT, errors).in("spec");
        Checked pool = spec.in("pool");
        if (pool.number("resourceSliceCount") <= 0) {
            pool.invalidNumber("resourceSliceCount", "must be greater than zero");
        }
        long places = PLACES.stream().filter(spec::has).count();
        String one = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
        if (places == 0) {
            errors.add(FieldError.required(spec.path(), one));
        } else if (places > 1) {
            errors.add(FieldError.invalid(spec.path(), NullValue.NULL, one + ", but multiple fields are set"));
        }
    }
}
