package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.Cidr;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of EndpointSlices. */
final class EndpointSliceStrategy implements Strategy {
    private static final int MAX_ENDPOINTS = 1000;

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public List<String> outsideGeneration() {
        return List.of("metadata");
    }

    @Override
    public List<String> countedMetadata() {
        return List.of("labels");
    }

    @Override
    public void validate(ObjectValue slice, FieldErrors errors) {
        FieldPath type = FieldPath.of("addressType");
        if (slice.text("addressType", "").isEmpty()) {
            errors.take(type); // said once
            errors.add(FieldError.required(type, ""));
        }
        if (slice.list("endpoints").size() > MAX_ENDPOINTS) {
            errors.add(FieldError.tooMany(
                    FieldPath.of("endpoints"), slice.list("endpoints").size(), MAX_ENDPOINTS));
        }
        int index = 0;
        for (ObjectValue endpoint : slice.list("endpoints").objects()) {
            FieldPath at = FieldPath.of("endpoints").index(index++).child("addresses");
            if (endpoint.list("addresses").isEmpty()) {
                errors.add(FieldError.required(at, "must contain at least 1 address"));
            }
            if (slice.text("addressType", "").startsWith("IP")) {
                int place = 0;
                for (String address : endpoint.list("addresses").texts()) {
                    FieldPath where = at.index(place++);
                    if (!Cidr.isAddress(address)) {
                        errors.add(FieldError.invalid(
                                where, address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
                    }
                }
            }
        }
    }

    @Override
    public void validateUpdate(ObjectValue slice, ObjectValue old, FieldErrors errors) {
        validate(slice, errors);
        if (!slice.text("addressType", "").equals(old.text("addressType", ""))) {
            errors.add(FieldError.invalid(
                    FieldPath.of("addressType"), slice.text("addressType", ""), "field is immutable"));
        }
    }
}
