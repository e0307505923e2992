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
    private static final long DEFAULT_GRACE_SECONDS = 30;
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
        Set<String> volumes = volumes(spec, path, errors);
        Set<String> names = new HashSet<>();
        long grace = spec.integer("terminationGracePeriodSeconds", DEFAULT_GRACE_SECONDS);
        if (spec.list("containers").isEmpty()) {
            errors.add(FieldError.required(path.child("containers"), ""));
        }
        for (String list : CONTAINER_LISTS) {
            int index = 0;
            for (ObjectValue container : spec.list(list).objects()) {
                FieldPath at = path.child(list).index(index++);
                container(container, at, volumes, names, errors);
                Checked checked = new Checked(container, at, errors);
                ContainerDetails.check(checked, volumes, spec.text("restartPolicy", ""));
                SecurityContextRules.ofContainer(checked);
                if (list.equals("initContainers")
                        && !container.text("restartPolicy", "").equals("Always")) {
                    HandlerRules.none(checked);
                } else {
                    HandlerRules.check(checked, grace);
                }
            }
        }
        Checked all = new Checked(spec, path, errors);
        matchingHostPorts(all);
        SecurityContextRules.ofPod(all);
        DnsRules.check(all);
        PodPlacementRules.check(all);
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

    /** In the network of the node, a port is the same inside and outside. */
    private static void matchingHostPorts(Checked spec) {
        if (!spec.value().flag("hostNetwork", false)) {
            return;
        }
        for (Checked container : spec.items("containers")) {
            for (Checked port : container.items("ports")) {
                long outside = port.number("hostPort");
                if (outside != 0 && outside != port.number("containerPort")) {
                    port.invalidNumber("hostPort", "must match `containerPort` when `hostNetwork` is true");
                }
            }
        }
    }

    /** Only a volume without faults can be mounted. */
    private static Set<String> volumes(ObjectValue spec, FieldPath path, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        for (Checked volume : new Checked(spec, path, errors).items("volumes")) {
            FieldErrors found = new FieldErrors();
            volume(new Checked(volume.value(), volume.path(), found), names);
            if (found.isEmpty()) {
                names.add(volume.text("name"));
            }
            errors.addAll(found);
        }
        return names;
    }

    private static void volume(Checked volume, Set<String> others) {
        VolumeSourceRules.check(volume);
        int sources = volume.value().size()
                - (int) VOLUME_FIELDS.stream().filter(volume.value()::has).count();
        if (sources == 0) {
            volume.errors().add(FieldError.required(volume.path(), "must specify a volume type"));
        } else if (sources > 1) {
            String second = volume.value().keyAt(volume.value().size() - 1);
            volume.forbidden(second, "may not specify more than 1 volume type");
        }
        String name = volume.text("name");
        name(name, volume.path().child("name"), volume.errors());
        if (others.contains(name)) {
            volume.errors().add(FieldError.duplicate(volume.path().child("name"), name));
        }
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
                if (from.has("fieldRef")) {
                    FieldReferences.check(
                            new Checked(variable, at, errors).in("valueFrom").in("fieldRef"),
                            FieldReferences.OF_ENVIRONMENT);
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
            paths(new Checked(mount, path, errors), at);
        }
    }

    /** What Kubernetes says of these fields it says of the list, except for one thing. */
    private static void paths(Checked mount, FieldPath at) {
        LocalPaths.descending(mount.path().child("subPath"), mount.text("subPath"), mount.errors());
        String expanded = mount.text("subPathExpr");
        if (!expanded.isEmpty() && !mount.text("subPath").isEmpty()) {
            mount.errors()
                    .add(FieldError.invalid(
                            at.child("subPathExpr"), expanded, "subPathExpr and subPath are mutually exclusive"));
        }
        LocalPaths.descending(mount.path().child("subPathExpr"), expanded, mount.errors());
        mount.oneOf("recursiveReadOnly", List.of("Disabled", "Enabled", "IfPossible"));
        if (List.of("Enabled", "IfPossible").contains(mount.text("recursiveReadOnly"))) {
            if (!mount.value().flag("readOnly", false)) {
                mount.forbidden("recursiveReadOnly", "may only be specified when readOnly is true");
            }
            if (!List.of("", "None").contains(mount.text("mountPropagation"))) {
                mount.forbidden(
                        "recursiveReadOnly", "may only be specified when mountPropagation is None or not specified");
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

    static void nonNegative(ObjectValue owner, String field, FieldPath path, FieldErrors errors) {
        if (owner.get(field) instanceof Long number && number < 0) {
            errors.add(FieldError.invalid(path.child(field), number, "must be greater than or equal to 0"));
        }
    }
}
