package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.model.Quantity;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The rules of a PodSpec, for Pods and for the templates of everything that makes Pods (k8s.io/kubernetes/pkg/apis/core). */
final class PodSpecRules {
    private static final Pattern ENV_NAME = Pattern.compile("[\\x20-\\x3c\\x3e-\\x7e]+");
    private static final List<String> CONTAINER_LISTS = List.of("initContainers", "containers", "ephemeralContainers");
    private static final List<String> VOLUME_FIELDS = List.of("name");

    private PodSpecRules() {}

    /** Defaults that depend on other fields. */
    static ObjectValue defaults(ObjectValue spec) {
        if (spec.isEmpty()) {
            return spec;
        }
        ObjectValue result = spec;
        for (String list : CONTAINER_LISTS) {
            result = mapped(result, list, PodSpecRules::container);
        }
        result = mapped(
                result,
                "volumes",
                volume ->
                        volume.size() == 1 && volume.has("name") ? volume.with("emptyDir", ObjectValue.EMPTY) : volume);
        String account = result.text("serviceAccountName", result.text("serviceAccount", ""));
        if (!account.isEmpty()) {
            result = result.with("serviceAccountName", account).with("serviceAccount", account);
        }
        return result;
    }

    /** Ports of Pods in the network of their node are the node's; templates are left as they are. */
    static ObjectValue hostPorts(ObjectValue spec) {
        if (!spec.flag("hostNetwork", false)) {
            return spec;
        }
        ObjectValue result = spec;
        for (String list : List.of("initContainers", "containers")) {
            result = mapped(
                    result,
                    list,
                    container -> mapped(
                            container,
                            "ports",
                            port -> port.has("hostPort") || !port.has("containerPort")
                                    ? port
                                    : port.with("hostPort", port.integer("containerPort", 0))));
        }
        return result;
    }

    private static ObjectValue container(ObjectValue container) {
        ObjectValue result = container;
        if (!result.has("imagePullPolicy")) {
            result = result.with("imagePullPolicy", pullPolicy(container.text("image", "")));
        }
        ObjectValue limits = result.object("resources").object("limits");
        ObjectValue requests = result.object("resources").object("requests");
        ObjectValue completed = requests;
        for (int i = 0; i < limits.size(); i++) {
            if (!completed.has(limits.keyAt(i))) {
                completed = completed.with(limits.keyAt(i), limits.valueAt(i));
            }
        }
        if (completed != requests) {
            result = result.with("resources", result.object("resources").with("requests", completed));
        }
        return result;
    }

    /** Always for the tag latest and for none, so that such a tag keeps meaning the newest. */
    private static String pullPolicy(String image) {
        if (image.contains("@")) {
            return "IfNotPresent";
        }
        String last = image.substring(image.lastIndexOf('/') + 1);
        int colon = last.indexOf(':');
        return colon < 0 || last.substring(colon + 1).equals("latest") ? "Always" : "IfNotPresent";
    }

    static ObjectValue mapped(ObjectValue owner, String list, UnaryOperator<ObjectValue> change) {
        ListValue items = owner.list(list);
        ListValue result = items;
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof ObjectValue item) {
                ObjectValue changed = change.apply(item);
                if (changed != item) {
                    result = result.with(i, changed);
                }
            }
        }
        return result == items ? owner : owner.with(list, result);
    }

    static void validate(ObjectValue spec, FieldPath path, FieldErrors errors) {
        Set<String> volumes = volumes(spec, path.child("volumes"), errors);
        Set<String> names = new HashSet<>();
        if (spec.list("containers").isEmpty()) {
            errors.add(FieldError.required(path.child("containers"), ""));
        }
        for (String list : CONTAINER_LISTS) {
            int index = 0;
            for (ObjectValue container : spec.list(list).objects()) {
                FieldPath at = path.child(list).index(index++);
                container(container, at, volumes, names, errors);
                ContainerDetails.check(new Checked(container, at, errors), volumes, spec.text("restartPolicy", ""));
            }
        }
        PodPlacementRules.check(new Checked(spec, path, errors));
        if (spec.get("activeDeadlineSeconds") instanceof Long seconds && (seconds < 1 || seconds > Integer.MAX_VALUE)) {
            errors.add(FieldError.invalid(
                    path.child("activeDeadlineSeconds"), seconds, "must be between 1 and 2147483647, inclusive"));
        }
        spec.text("hostname").filter(name -> !name.isEmpty()).ifPresent(name -> NameRule.LABEL
                .problems(name, false)
                .forEach(problem -> errors.add(FieldError.invalid(path.child("hostname"), name, problem))));
        spec.text("subdomain").filter(name -> !name.isEmpty()).ifPresent(name -> NameRule.LABEL
                .problems(name, false)
                .forEach(problem -> errors.add(FieldError.invalid(path.child("subdomain"), name, problem))));
        spec.text("serviceAccountName").filter(name -> !name.isEmpty()).ifPresent(name -> NameRule.SUBDOMAIN
                .problems(name, false)
                .forEach(problem -> errors.add(FieldError.invalid(path.child("serviceAccountName"), name, problem))));
    }

    private static Set<String> volumes(ObjectValue spec, FieldPath path, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        int index = 0;
        for (ObjectValue volume : spec.list("volumes").objects()) {
            FieldPath at = path.index(index++);
            String name = volume.text("name", "");
            name(name, at.child("name"), errors);
            if (!name.isEmpty() && !names.add(name)) {
                errors.add(FieldError.duplicate(at.child("name"), name));
            }
            if (volume.get("persistentVolumeClaim") instanceof ObjectValue claim
                    && claim.text("claimName", "").isEmpty()) {
                errors.add(FieldError.required(at.child("persistentVolumeClaim").child("claimName"), ""));
            }
            int sources = volume.size()
                    - (int) VOLUME_FIELDS.stream().filter(volume::has).count();
            if (sources == 0) {
                errors.add(FieldError.required(at, "must specify a volume type"));
            } else if (sources > 1) {
                String second = volume.keyAt(volume.size() - 1);
                errors.add(FieldError.forbidden(at.child(second), "may not specify more than 1 volume type"));
            }
        }
        return names;
    }

    private static void name(String name, FieldPath path, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.add(FieldError.required(path, ""));
            return;
        }
        NameRule.LABEL.problems(name, false).forEach(problem -> errors.add(FieldError.invalid(path, name, problem)));
    }

    private static void container(
            ObjectValue container, FieldPath path, Set<String> volumes, Set<String> names, FieldErrors errors) {
        String name = container.text("name", "");
        name(name, path.child("name"), errors);
        if (!name.isEmpty() && !names.add(name)) {
            errors.add(FieldError.duplicate(path.child("name"), name));
        }
        String image = container.text("image", "");
        if (image.isEmpty()) {
            errors.add(FieldError.required(path.child("image"), ""));
        } else if (!image.strip().equals(image)) {
            errors.add(FieldError.invalid(path.child("image"), image, "must not have leading or trailing whitespace"));
        }
        ports(container.list("ports"), path.child("ports"), errors);
        environment(container.list("env"), path.child("env"), errors);
        mounts(container.list("volumeMounts"), path.child("volumeMounts"), volumes, errors);
        resources(container.object("resources"), path.child("resources"), errors);
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.get(probe) instanceof ObjectValue settings) {
                probe(settings, path.child(probe), !probe.equals("readinessProbe"), errors);
            }
        }
    }

    private static void ports(ListValue ports, FieldPath path, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        int index = 0;
        for (ObjectValue port : ports.objects()) {
            FieldPath at = path.index(index++);
            if (!port.has("containerPort") || port.integer("containerPort", 0) == 0) {
                errors.add(FieldError.required(at.child("containerPort"), ""));
            } else {
                port(port.integer("containerPort", 0), at.child("containerPort"), errors);
            }
            if (port.integer("hostPort", 0) != 0) {
                port(port.integer("hostPort", 0), at.child("hostPort"), errors);
            }
            String name = port.text("name", "");
            if (!name.isEmpty()) {
                PortNames.problems(name)
                        .forEach(problem -> errors.add(FieldError.invalid(at.child("name"), name, problem)));
                if (!names.add(name)) {
                    errors.add(FieldError.duplicate(at.child("name"), name));
                }
            }
        }
    }

    static void port(long port, FieldPath path, FieldErrors errors) {
        if (port < 1 || port > 65535) {
            errors.add(FieldError.invalid(path, port, "must be between 1 and 65535, inclusive"));
        }
    }

    private static void environment(ListValue variables, FieldPath path, FieldErrors errors) {
        int index = 0;
        for (ObjectValue variable : variables.objects()) {
            FieldPath at = path.index(index++);
            String name = variable.text("name", "");
            if (name.isEmpty()) {
                errors.add(FieldError.required(at.child("name"), ""));
            } else if (!ENV_NAME.matcher(name).matches()) {
                errors.add(FieldError.invalid(
                        at.child("name"),
                        name,
                        "a valid environment variable name must consist only of printable ASCII characters"
                                + " other than '='"));
            }
            ObjectValue from = variable.object("valueFrom");
            if (variable.has("valueFrom")) {
                if (!variable.text("value", "").isEmpty()) {
                    errors.add(FieldError.invalid(
                            at.child("valueFrom"), "", "may not be specified when `value` is not empty"));
                }
                if (from.isEmpty()) {
                    errors.add(FieldError.invalid(
                            at.child("valueFrom"),
                            "",
                            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`,"
                                    + " `secretKeyRef` or `fileKeyRef`"));
                }
                for (String source : List.of("configMapKeyRef", "secretKeyRef")) {
                    if (from.has(source) && from.object(source).text("key", "").isEmpty()) {
                        errors.add(FieldError.required(
                                at.child("valueFrom").child(source).child("key"), ""));
                    }
                }
            }
        }
    }

    private static void mounts(ListValue mounts, FieldPath path, Set<String> volumes, FieldErrors errors) {
        Set<String> places = new HashSet<>();
        int index = 0;
        for (ObjectValue mount : mounts.objects()) {
            FieldPath at = path.index(index++);
            String name = mount.text("name", "");
            if (name.isEmpty()) {
                errors.add(FieldError.required(at.child("name"), ""));
            }
            if (!volumes.contains(name)) {
                errors.add(FieldError.notFound(at.child("name"), name));
            }
            String place = mount.text("mountPath", "");
            if (place.isEmpty()) {
                errors.add(FieldError.required(at.child("mountPath"), ""));
            } else if (!places.add(place)) {
                errors.add(FieldError.invalid(at.child("mountPath"), place, "must be unique"));
            }
            String below = mount.text("subPath", "");
            if (below.startsWith("/")) {
                errors.add(FieldError.invalid(at.child("subPath"), below, "must be a relative path"));
            }
            if (List.of(below.split("/")).contains("..")) {
                errors.add(FieldError.invalid(at.child("subPath"), below, "must not contain '..'"));
            }
        }
    }

    private static void resources(ObjectValue resources, FieldPath path, FieldErrors errors) {
        ObjectValue limits = resources.object("limits");
        ObjectValue requests = resources.object("requests");
        for (String which : List.of("limits", "requests")) {
            resources.object(which).forEach((resource, value) -> {
                if (Quantity.fromValue(value).amount().signum() < 0) {
                    errors.add(FieldError.invalid(
                            path.child(which).key(resource), value.toString(), "must be greater than or equal to 0"));
                }
            });
        }
        requests.forEach((resource, value) -> {
            Object limit = limits.get(resource);
            if (limit != null && Quantity.fromValue(value).compareTo(Quantity.fromValue(limit)) > 0) {
                errors.add(FieldError.invalid(
                        path.child("requests"),
                        value.toString(),
                        "must be less than or equal to " + resource + " limit of " + limit));
            }
        });
    }

    private static void probe(ObjectValue probe, FieldPath path, boolean needsOneSuccess, FieldErrors errors) {
        long handlers = List.of("exec", "httpGet", "tcpSocket", "grpc").stream()
                .filter(probe::has)
                .count();
        if (handlers == 0) {
            errors.add(FieldError.required(path, "must specify a handler type"));
        } else if (handlers > 1) {
            errors.add(FieldError.forbidden(path, "may not specify more than 1 handler type"));
        }
        for (String field : List.of(
                "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")) {
            nonNegative(probe, field, path, errors);
        }
        if (needsOneSuccess && probe.integer("successThreshold", 1) != 1) {
            errors.add(FieldError.invalid(
                    path.child("successThreshold"), probe.integer("successThreshold", 1), "must be 1"));
        }
        if (probe.get("exec") instanceof ObjectValue exec
                && exec.list("command").isEmpty()) {
            errors.add(FieldError.required(path.child("exec").child("command"), ""));
        }
        for (String handler : List.of("httpGet", "tcpSocket")) {
            if (probe.get(handler) instanceof ObjectValue settings) {
                if (settings.get("port") instanceof Long port) {
                    port(port, path.child(handler).child("port"), errors);
                } else if (settings.get("port") instanceof String name) {
                    PortNames.problems(name)
                            .forEach(problem -> errors.add(
                                    FieldError.invalid(path.child(handler).child("port"), name, problem)));
                }
            }
        }
    }

    static void nonNegative(ObjectValue owner, String field, FieldPath path, FieldErrors errors) {
        if (owner.get(field) instanceof Long number && number < 0) {
            errors.add(FieldError.invalid(path.child(field), number, "must be greater than or equal to 0"));
        }
    }
}
