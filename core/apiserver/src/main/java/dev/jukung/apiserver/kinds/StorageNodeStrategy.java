package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules of CSINodes: what a driver says of a node does not change while the driver is there. */
final class StorageNodeStrategy implements Strategy {
    private static final int MAX_ID = 256;

    @Override
    public void validate(ObjectValue node, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        for (Checked driver : drivers(node, errors)) {
            String name = driver.text("name");
            errors.take(driver.path().child("name"));
            DeviceRules.driver(name, driver.path().child("name"), errors);
            if (driver.text("nodeID").length() > MAX_ID) {
                driver.invalid("nodeID", "must be " + MAX_ID + " characters or less");
            }
            Checked allocatable = driver.in("allocatable");
            if (allocatable.number("count") < 0) {
                allocatable.invalidNumber("count", "must be greater than or equal to 0");
            }
            if (!names.add(name)) {
                errors.add(FieldError.duplicate(driver.path().child("name"), name));
            }
            topology(driver);
        }
    }

    private static void topology(Checked driver) {
        Set<String> seen = new HashSet<>();
        for (String key : driver.texts("topologyKeys")) {
            if (key.isEmpty()) {
                driver.errors().add(FieldError.required(driver.path(), ""));
            }
            if (!seen.add(key)) {
                driver.errors().add(FieldError.duplicate(driver.path(), key));
            }
            LabelRules.keyProblems(key)
                    .forEach(problem -> driver.errors().add(FieldError.invalid(driver.path(), key, problem)));
        }
    }

    @Override
    public void validateUpdate(ObjectValue node, ObjectValue old, FieldErrors errors) {
        validate(node, errors);
        Map<String, ObjectValue> before = new HashMap<>();
        drivers(old, new FieldErrors()).forEach(driver -> before.put(driver.text("name"), driver.value()));
        for (Checked driver : drivers(node, errors)) {
            ObjectValue known = before.get(driver.text("name"));
            if (known != null
                    && !known.without("allocatable").equals(driver.value().without("allocatable"))) {
                errors.add(FieldError.invalid(FieldPath.of("spec", "drivers"), driver.value(), "field is immutable"));
            }
        }
    }

    private static List<Checked> drivers(ObjectValue node, FieldErrors errors) {
        return new Checked(node, FieldPath.ROOT, errors).in("spec").items("drivers");
    }
}
