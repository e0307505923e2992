package dev.jukung.apiserver.kinds;

import static java.util.stream.Collectors.joining;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of ResourceSlices: of a pool, on one kind of places. */
final class ResourceSliceStrategy extends SpecStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> PLACES =
            List.of("nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection");

    @Override
    public void validate(ObjectValue slice, FieldErrors errors) {
        validate(new Checked(slice, FieldPath.ROOT, errors).in("spec"), new Checked(ObjectValue.EMPTY, SPEC, errors));
    }

    @Override
    public void validateUpdate(ObjectValue slice, ObjectValue old, FieldErrors errors) {
        validate(
                new Checked(slice, FieldPath.ROOT, errors).in("spec"),
                new Checked(old.object("spec"), SPEC, new FieldErrors()));
    }

    /** @param old without fields for a new one */
    private static void validate(Checked spec, Checked old) {
        FieldErrors errors = spec.errors();
        DeviceRules.driver(spec.text("driver"), spec.path().child("driver"), errors);
        Checked pool = spec.in("pool");
        DeviceRules.pool(pool, "name");
        if (pool.number("resourceSliceCount") <= 0) {
            pool.invalidNumber("resourceSliceCount", "must be greater than zero");
        }
        if (pool.number("generation") < 0) {
            pool.invalidNumber("generation", "must be greater than or equal to zero");
        }
        if (!old.value().isEmpty()) {
            same(pool, old.in("pool"), "name");
            same(spec, old, "driver");
            same(spec, old, "nodeName");
        }
        place(spec);
        Set<String> names = new HashSet<>();
        for (Checked device : spec.items("devices")) {
            PublishedDevices.check(device, spec.value().flag("perDeviceNodeSelection", false));
            if (!names.add(device.text("name"))) {
                errors.add(FieldError.duplicate(device.path(), device.text("name")));
            }
        }
    }

    private static void same(Checked owner, Checked old, String field) {
        if (!owner.text(field).equals(old.text(field))) {
            owner.invalid(field, "field is immutable");
        }
    }

    private static void place(Checked spec) {
        FieldErrors errors = spec.errors();
        if (spec.has("nodeName") && spec.text("nodeName").isEmpty()) {
            spec.invalid("nodeName", "must be either unset or set to a non-empty string");
        } else if (spec.has("nodeName")) {
            spec.problems("nodeName", NameRule.SUBDOMAIN.problems(spec.text("nodeName"), false));
        }
        if (spec.has("nodeSelector")) {
            NodeSelectorRules.check(spec.in("nodeSelector"));
        }
        for (String flag : List.of("allNodes", "perDeviceNodeSelection")) {
            if (!spec.value().flag(flag, true)) {
                spec.invalid(flag, "must be either unset or set to true");
            }
        }
        List<String> places = PLACES.stream()
                .filter(place -> spec.has(place)
                        && spec.value().flag(place, true)
                        && !(place.equals("nodeName") && spec.text(place).isEmpty()))
                .toList();
        String one = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
        if (places.isEmpty()) {
            errors.add(FieldError.required(spec.path(), one));
        } else if (places.size() > 1) {
            String all = places.stream().map(place -> "`" + place + "`").collect(joining(", ", "{", "}"));
            errors.add(FieldError.invalid(spec.path(), all, one + ", but multiple fields are set"));
        }
    }
}
