package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules of devices that are asked for (k8s.io/kubernetes/pkg/apis/resource/validation), but for the expressions of
 * selectors, which are not compiled. Stateless.
 */
final class DeviceRules {
    private static final int MAX_ID = 32;
    private static final int MAX_DRIVER = 63;
    private static final int MAX_POOL = 253;
    private static final List<String> IDENTITY = List.of("driver", "pool", "device", "shareID");
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String IDENTIFIER_FORM =
            "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric"
                    + " characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is"
                    + " '[A-Za-z_][A-Za-z0-9_]*')";
    private static final String NAMES =
            "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

    private DeviceRules() {}

    /** The devices of a claim. */
    static void claim(Checked devices) {
        Map<String, Set<String>> names = names(devices);
        Set<String> seen = new HashSet<>();
        for (Checked request : devices.items("requests")) {
            request(request);
            if (!seen.add(request.text("name"))) {
                request.errors().add(FieldError.duplicate(request.path(), request.text("name")));
            }
        }
        for (Checked constraint : devices.items("constraints")) {
            references(constraint, names);
            constraint(constraint);
        }
        for (Checked config : devices.items("config")) {
            references(config, names);
            configuration(config);
        }
    }

    /** The spec of a class. */
    static void deviceClass(Checked spec) {
        selectors(spec);
        spec.items("config").forEach(DeviceRules::configuration);
        String resource = spec.text("extendedResourceName");
        if (spec.has("extendedResourceName") && !isExtended(resource)) {
            spec.invalid("extendedResourceName", "must be a valid extended resource name");
        }
    }

    private static boolean isExtended(String name) {
        int slash = name.indexOf('/');
        return slash > 0
                && !name.substring(0, slash).endsWith("kubernetes.io")
                && !name.startsWith("requests.")
                && LabelRules.keyProblems("requests." + name).isEmpty();
    }

    /** Of each request the names of its alternatives; none where it has no alternatives. */
    private static Map<String, Set<String>> names(Checked devices) {
        Map<String, Set<String>> names = new HashMap<>();
        for (Checked request : devices.items("requests")) {
            Set<String> alternatives = new HashSet<>();
            request.items("firstAvailable").forEach(each -> alternatives.add(each.text("name")));
            names.put(request.text("name"), alternatives);
        }
        return names;
    }

    private static void request(Checked request) {
        name(request);
        boolean alternatives = !request.value().list("firstAvailable").isEmpty();
        boolean exactly = request.has("exactly");
        String one = "exactly one of `exactly` or `firstAvailable` is required";
        if (!alternatives && !exactly) {
            request.errors().add(FieldError.required(request.path(), one));
        } else if (alternatives && exactly) {
            request.errors()
                    .add(FieldError.invalid(request.path(), NullValue.NULL, one + ", but multiple fields are set"));
        } else if (exactly) {
            wanted(request.in("exactly"));
        } else {
            Set<String> seen = new HashSet<>();
            for (Checked alternative : request.items("firstAvailable")) {
                name(alternative);
                wanted(alternative);
                if (!seen.add(alternative.text("name"))) {
                    alternative.errors().add(FieldError.duplicate(alternative.path(), alternative.text("name")));
                }
            }
        }
    }

    private static void name(Checked named) {
        FieldPath path = named.path().child("name");
        String name = named.text("name");
        named.errors().take(path); // Kubernetes does not say that it is required
        NameRule.LABEL.problems(name, false).forEach(problem -> named.errors()
                .add(FieldError.invalid(path, name, problem)));
    }

    private static void wanted(Checked request) {
        String deviceClass = request.text("deviceClassName");
        if (!deviceClass.isEmpty()) {
            request.problems("deviceClassName", NameRule.SUBDOMAIN.problems(deviceClass, false));
        }
        selectors(request);
        switch (request.text("allocationMode")) {
            case "All" -> {
                if (request.number("count") != 0) {
                    request.invalidNumber("count", "must not be specified when allocationMode is 'All'");
                }
            }
            case "ExactCount" -> {
                if (request.number("count") <= 0) {
                    request.invalidNumber("count", "must be greater than zero");
                }
            }
            default ->
                request.errors()
                        .add(FieldError.notSupported(
                                request.path().child("allocationMode"),
                                request.text("allocationMode"),
                                List.of("All", "ExactCount")));
        }
    }

    private static void selectors(Checked owner) {
        for (Checked selector : owner.items("selectors")) {
            if (!selector.has("cel")) {
                selector.required("cel", "");
            }
        }
    }

    private static void references(Checked owner, Map<String, Set<String>> names) {
        List<String> requests = owner.texts("requests");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < requests.size(); i++) {
            FieldPath path = owner.path().child("requests").index(i);
            String given = requests.get(i);
            reference(given, names, path, owner.errors());
            if (!seen.add(given)) {
                owner.errors().add(FieldError.duplicate(path, given));
            }
        }
    }

    private static void reference(String given, Map<String, Set<String>> names, FieldPath path, FieldErrors errors) {
        String[] segments = given.split("/", -1);
        if (segments.length > 2) {
            errors.add(FieldError.invalid(path, given, NAMES));
            return;
        }
        for (String segment : segments) {
            NameRule.LABEL
                    .problems(segment, false)
                    .forEach(problem -> errors.add(FieldError.invalid(path, segment, problem)));
        }
        Set<String> alternatives = names.get(segments[0]);
        if (alternatives == null || (segments.length == 2 && !alternatives.contains(segments[1]))) {
            errors.add(FieldError.invalid(path, given, NAMES));
        }
    }

    private static void constraint(Checked constraint) {
        if (constraint.has("matchAttribute")) {
            attribute(constraint, "matchAttribute");
        } else if (constraint.has("distinctAttribute")) {
            attribute(constraint, "distinctAttribute");
        } else {
            constraint
                    .errors()
                    .add(FieldError.required(
                            constraint.path(),
                            "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple"
                                    + " fields are set"));
        }
    }

    private static void attribute(Checked constraint, String field) {
        String name = constraint.text(field);
        FieldPath path = constraint.path().child(field);
        String[] parts = name.split("/", -1);
        if (parts.length == 1) {
            identifier(parts[0], path, constraint.errors());
            constraint.invalid(field, "a fully qualified name must be a domain and a name separated by a slash");
        } else if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                constraint.errors().add(FieldError.invalid(path, "", "the domain must not be empty"));
            } else {
                driver(parts[0], path, constraint.errors());
            }
            if (parts[1].isEmpty()) {
                constraint.errors().add(FieldError.invalid(path, "", "the name must not be empty"));
            } else {
                identifier(parts[1], path, constraint.errors());
            }
        }
    }

    private static void identifier(String id, FieldPath path, FieldErrors errors) {
        if (id.length() > MAX_ID) {
            errors.add(FieldError.tooLong(path, MAX_ID));
        }
        if (!IDENTIFIER.matcher(id).matches()) {
            errors.add(FieldError.invalid(path, id, IDENTIFIER_FORM));
        }
    }

    /** The name of a pool: of domains. */
    static void pool(Checked owner, String field) {
        String name = owner.text(field);
        if (name.isEmpty()) {
            owner.required(field, "");
            return;
        }
        if (name.length() > MAX_POOL) {
            owner.errors().add(FieldError.tooLong(owner.path().child(field), MAX_POOL));
        }
        for (String part : name.split("/", -1)) {
            NameRule.SUBDOMAIN.problems(part, false).forEach(problem -> owner.errors()
                    .add(FieldError.invalid(owner.path().child(field), part, problem)));
        }
    }

    /** What a driver tells of a device that a claim has got. @param allocation of the claim, empty where it has none */
    static void status(Checked device, Checked allocation) {
        driver(device.text("driver"), device.path().child("driver"), device.errors());
        pool(device, "pool");
        NameRule.LABEL.problems(device.text("device"), false).forEach(problem -> device.errors()
                .add(FieldError.invalid(device.path().child("device"), device.text("device"), problem)));
        boolean allocated = allocation.in("devices").items("results").stream().anyMatch(result -> IDENTITY.stream()
                .allMatch(field -> result.text(field).equals(device.text(field))));
        if (!allocated) {
            String id = String.join("/", device.text("driver"), device.text("pool"), device.text("device"));
            device.errors()
                    .add(FieldError.invalid(
                            device.path(),
                            device.has("shareID") ? id + "/" + device.text("shareID") : id,
                            "must be an allocated device in the claim"));
        }
        ConditionRules.check(device);
    }

    /** The name of a driver, of devices or of storage. */
    static void driver(String name, FieldPath path, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.add(FieldError.required(path, ""));
            return;
        }
        if (name.length() > MAX_DRIVER) {
            errors.add(FieldError.tooLong(path, MAX_DRIVER));
        }
        NameRule.SUBDOMAIN
                .problems(name.toLowerCase(Locale.ROOT), false)
                .forEach(problem -> errors.add(FieldError.invalid(path, name, problem)));
    }

    private static void configuration(Checked config) {
        if (!config.has("opaque")) {
            config.required("opaque", "");
            return;
        }
        Checked opaque = config.in("opaque");
        driver(opaque.text("driver"), opaque.path().child("driver"), config.errors());
        if (!opaque.has("parameters")) {
            opaque.required("parameters", "");
        } else if (!(opaque.value().get("parameters") instanceof ObjectValue)) {
            config.errors()
                    .add(FieldError.invalid(
                            opaque.path().child("parameters"), "<value omitted>", "must be a valid JSON object"));
        }
    }
}
