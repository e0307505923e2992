package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldPath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of the less used parts of a container: environment from elsewhere, devices, resizing, restarts. Pure functions. */
final class ContainerDetails {
    private static final List<String> RESIZED = List.of("cpu", "memory");
    private static final List<String> RESIZE_POLICIES = List.of("NotRequired", "RestartContainer");
    private static final List<String> RESTART_POLICIES = List.of("Always", "Never", "OnFailure");
    private static final List<String> ACTIONS = List.of("Restart", "RestartAllContainers");
    private static final List<String> OPERATORS = List.of("In", "NotIn");

    private ContainerDetails() {}

    /** @param volumes the names of the Pod's volumes */
    static void check(Checked container, Set<String> volumes, String podRestartPolicy) {
        environment(container);
        devices(container, volumes);
        resizing(container, podRestartPolicy);
        restarts(container);
    }

    private static void environment(Checked container) {
        FieldPath path = container.path().child("envFrom");
        for (Checked source : container.items("envFrom")) {
            int sources = 0;
            for (String field : List.of("configMapRef", "secretRef")) {
                if (source.has(field)) {
                    sources++;
                    Checked named = source.in(field);
                    if (named.text("name").isEmpty()) {
                        named.required("name", "");
                    } else {
                        named.problems("name", NameRule.SUBDOMAIN.problems(named.text("name"), true));
                    }
                }
            }
            if (sources == 0) {
                container
                        .errors()
                        .add(FieldError.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`"));
            } else if (sources > 1) {
                container
                        .errors()
                        .add(FieldError.invalid(path, "", "may not have more than one field specified at a time"));
            }
        }
    }

    private static void devices(Checked container, Set<String> volumes) {
        Set<String> names = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (Checked device : container.items("volumeDevices")) {
            String name = device.text("name");
            String place = device.text("devicePath");
            if (name.isEmpty()) {
                device.required("name", "");
            } else if (!names.add(name)) {
                device.invalid("name", "must be unique");
            }
            if (!volumes.contains(name)) {
                device.errors().add(FieldError.notFound(device.path().child("name"), name));
            }
            if (place.isEmpty()) {
                device.required("devicePath", "");
            } else if (List.of(place.split("/")).contains("..")) {
                device.invalid("devicePath", "can not contain backsteps ('..')");
            } else if (!places.add(place)) {
                device.invalid("devicePath", "must be unique");
            }
        }
    }

    private static void resizing(Checked container, String podRestartPolicy) {
        FieldPath path = container.path().child("resizePolicy");
        Set<String> seen = new HashSet<>();
        for (Checked policy : container.items("resizePolicy")) {
            String resource = policy.text("resourceName");
            if (!seen.add(resource)) {
                container.errors().add(FieldError.duplicate(policy.path(), resource));
            }
            oneOf(container, path, resource, RESIZED);
            String restart = policy.text("restartPolicy");
            oneOf(container, path, restart, RESIZE_POLICIES);
            if (podRestartPolicy.equals("Never") && !restart.equals("NotRequired")) {
                container
                        .errors()
                        .add(FieldError.invalid(
                                path, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"));
            }
        }
    }

    private static void oneOf(Checked container, FieldPath path, String given, List<String> supported) {
        if (given.isEmpty()) {
            container.errors().add(FieldError.required(path, ""));
        } else if (!supported.contains(given)) {
            container.errors().add(FieldError.notSupported(path, given, supported));
        }
    }

    private static void restarts(Checked container) {
        List<Checked> rules = container.items("restartPolicyRules");
        if (!container.has("restartPolicy")) {
            if (!rules.isEmpty()) {
                container.required("restartPolicy", "must specify restartPolicy when restart rules are used");
            }
        } else {
            container.oneOf("restartPolicy", RESTART_POLICIES);
        }
        for (Checked rule : rules) {
            supported(rule, "action", ACTIONS);
            if (rule.has("exitCodes")) {
                supported(rule.in("exitCodes"), "operator", OPERATORS);
            } else {
                rule.required("exitCodes", "must be specified");
            }
        }
    }

    private static void supported(Checked owner, String field, List<String> values) {
        if (!values.contains(owner.text(field))) {
            owner.errors().add(FieldError.notSupported(owner.path().child(field), owner.text(field), values));
        }
    }
}
