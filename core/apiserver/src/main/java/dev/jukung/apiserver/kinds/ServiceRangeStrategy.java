package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.Cidr;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of ServiceCIDRs: one or two ranges, which stay, but that a second one may be added. */
final class ServiceRangeStrategy implements Strategy {
    private static final FieldPath RANGES = FieldPath.of("spec").child("cidrs");
    private static final String IMMUTABLE = "field is immutable";

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        ListValue given = object.object("spec").list("cidrs");
        List<String> ranges = given.texts();
        if (ranges.isEmpty()) {
            errors.add(FieldError.required(RANGES, "at least one CIDR required"));
            return;
        }
        if (ranges.size() > 2) {
            errors.add(FieldError.invalid(RANGES, object.object("spec"), "may only hold up to 2 values"));
            return;
        }
        for (int i = 0; i < ranges.size(); i++) {
            Addresses.strictRange(RANGES.index(i), ranges.get(i), errors);
        }
        if (ranges.size() == 2
                && ranges.stream().allMatch(Addresses::isRange)
                && Cidr.parse(ranges.getFirst())
                        .family()
                        .equals(Cidr.parse(ranges.getLast()).family())) {
            errors.add(FieldError.invalid(
                    RANGES,
                    given,
                    "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"));
        }
    }

    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        List<String> ranges = object.object("spec").list("cidrs").texts();
        List<String> before = old.object("spec").list("cidrs").texts();
        if (ranges.size() != before.size() && !(before.size() == 1 && ranges.size() == 2)) {
            errors.add(FieldError.invalid(RANGES, object.object("spec").list("cidrs"), IMMUTABLE));
            return;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!ranges.get(i).equals(before.get(i))) {
                errors.add(FieldError.invalid(RANGES.index(i), ranges.get(i), IMMUTABLE));
            }
        }
        if (ranges.size() > before.size()) {
            validate(object, errors);
        }
    }
}
