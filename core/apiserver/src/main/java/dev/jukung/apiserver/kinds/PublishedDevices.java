package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.GoText;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of devices that a driver publishes (k8s.io/kubernetes/pkg/apis/resource/validation). Pure functions. */
final class PublishedDevices {
    private static final int MAX_VALUE = 64;
    private static final String NUMBER = "(0|[1-9][0-9]*)";
    private static final String PRERELEASE = "(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][a-zA-Z0-9-]*)";
    private static final Pattern VERSION = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(-" + PRERELEASE
            + "(\\." + PRERELEASE + ")*)?(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?");
    private static final List<String> PLACES = List.of("nodeName", "nodeSelector", "allNodes");
    private static final List<String> VALUES = List.of("int", "bool", "string", "version");

    private PublishedDevices() {}

    /** @param placed whether each device of the slice has a place of its own */
    static void check(Checked device, boolean placed) {
        NameRule.LABEL.problems(device.text("name"), false).forEach(problem -> device.errors()
                .add(FieldError.invalid(device.path().child("name"), device.text("name"), problem)));
        Checked attributes = device.in("attributes");
        for (int i = 0; i < attributes.value().size(); i++) {
            String key = attributes.value().keyAt(i);
            attribute(new Checked(
                    attributes.value().object(key), attributes.path().key(key), device.errors()));
        }
        Checked capacity = device.in("capacity");
        for (int i = 0; i < capacity.value().size(); i++) {
            String key = capacity.value().keyAt(i);
            Checked one =
                    new Checked(capacity.value().object(key), capacity.path().key(key), device.errors());
            if (one.has("requestPolicy") && !device.value().flag("allowMultipleAllocations", false)) {
                one.forbidden("requestPolicy", "allowMultipleAllocations must be true");
            }
        }
        if (!placed && PLACES.stream().anyMatch(device::has)) {
            device.errors()
                    .add(FieldError.invalid(
                            device.path(),
                            NullValue.NULL,
                            "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is"
                                    + " set to true in the ResourceSlice spec"));
        }
        conditions(device);
    }

    private static void attribute(Checked attribute) {
        if (attribute.has("string")) {
            atMost(attribute, "string");
        }
        if (attribute.has("version")) {
            if (!VERSION.matcher(attribute.text("version")).matches()) {
                attribute.invalid("version", "must be a string compatible with semver.org spec 2.0.0");
            }
            atMost(attribute, "version");
        }
        long values = VALUES.stream().filter(attribute::has).count();
        if (values != 1) {
            Object shown = values == 0 ? "" : shown(attribute.value());
            attribute.errors().add(FieldError.invalid(attribute.path(), shown, "exactly one value must be specified"));
        }
    }

    /** As Go's struct, whose lists belong to a feature that is off. */
    private static GoText.Literal shown(ObjectValue attribute) {
        StringBuilder text = new StringBuilder("{");
        for (String field : VALUES) {
            Object value = attribute.get(field);
            text.append('"').append(Character.toUpperCase(field.charAt(0))).append(field.substring(1));
            text.append("Value\":")
                    .append(value == null ? "null" : GoText.json(value))
                    .append(',');
        }
        return new GoText.Literal(
                text.append("\"IntValues\":null,\"BoolValues\":null,\"StringValues\":null,\"VersionValues\":null}")
                        .toString());
    }

    private static void atMost(Checked attribute, String field) {
        if (attribute.text(field).length() > MAX_VALUE) {
            attribute.errors().add(FieldError.tooLong(attribute.path().child(field), MAX_VALUE));
        }
    }

    /** What has to hold before a Pod gets the device, and what must not. */
    private static void conditions(Checked device) {
        List<String> binding = device.texts("bindingConditions");
        List<String> failing = device.texts("bindingFailureConditions");
        for (String list : List.of("bindingConditions", "bindingFailureConditions")) {
            Set<String> known = new HashSet<>();
            List<String> names = device.texts(list);
            for (int i = 0; i < names.size(); i++) {
                for (String problem : LabelRules.keyProblems(names.get(i))) {
                    device.invalidItem(list, i, problem);
                }
                if (!known.add(names.get(i))) {
                    device.errors()
                            .add(FieldError.duplicate(device.path().child(list).index(i), names.get(i)));
                }
                if (list.equals("bindingFailureConditions") && binding.contains(names.get(i))) {
                    device.invalidItem(list, i, "bindingFailureConditions must not overlap with bindingConditions");
                }
            }
        }
        if (binding.isEmpty() && !failing.isEmpty()) {
            missing(device, "bindingConditions", "bindingConditions are required to use bindingFailureConditions");
        } else if (failing.isEmpty() && !binding.isEmpty()) {
            missing(
                    device,
                    "bindingFailureConditions",
                    "bindingFailureConditions are required to use bindingConditions");
        }
    }

    private static void missing(Checked device, String list, String why) {
        Object shown = device.has(list) ? device.value().list(list) : NullValue.NULL;
        device.errors().add(FieldError.invalid(device.path().child(list), shown, why));
    }
}
