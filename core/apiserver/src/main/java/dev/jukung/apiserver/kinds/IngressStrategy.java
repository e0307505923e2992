package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.model.Cidr;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of Ingresses (k8s.io/kubernetes/pkg/apis/networking/validation). */
final class IngressStrategy extends SpecStrategy {
    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
    private static final List<String> PATH_TYPES = List.of("Exact", "ImplementationSpecific", "Prefix");
    private static final List<String> BAD_SEQUENCES = List.of("//", "/./", "/../", "%2f", "%2F");
    private static final List<String> BAD_ENDS = List.of("/..", "/.");
    private static final Pattern WILDCARD =
            Pattern.compile("\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        Checked spec = new Checked(object, FieldPath.ROOT, errors).in("spec");
        spec(spec);
        String annotation = object.object("metadata").object("annotations").text(CLASS_ANNOTATION, "");
        if (!annotation.isEmpty()
                && spec.has("ingressClassName")
                && !annotation.equals(spec.text("ingressClassName"))) {
            errors.add(FieldError.invalid(
                    FieldPath.of("annotations").child(CLASS_ANNOTATION),
                    annotation,
                    "must match `ingressClassName` when both are specified"));
        }
    }

    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        spec(new Checked(object, FieldPath.ROOT, errors).in("spec"));
    }

    @Override
    public void validateStatusUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        Set<String> known = new HashSet<>();
        for (ObjectValue point : points(old)) {
            known.add(point.text("ip", ""));
        }
        Checked balancer =
                new Checked(object, FieldPath.ROOT, errors).in("status").in("loadBalancer");
        for (Checked point : balancer.items("ingress")) {
            if (!point.text("ip").isEmpty()) {
                Addresses.address(point.path().child("ip"), point.text("ip"), known, errors);
            }
            String host = point.text("hostname");
            if (!host.isEmpty()) {
                point.problems("hostname", NameRule.SUBDOMAIN.problems(host, false));
                if (Cidr.isAddress(host)) {
                    point.invalid("hostname", "must be a DNS name, not an IP address");
                }
            }
        }
    }

    private static List<ObjectValue> points(ObjectValue ingress) {
        return ingress.object("status").object("loadBalancer").list("ingress").objects();
    }

    private static void spec(Checked spec) {
        if (spec.items("rules").isEmpty() && !spec.has("defaultBackend")) {
            spec.errors()
                    .add(FieldError.invalid(
                            spec.path(),
                            spec.has("rules") ? ListValue.EMPTY : NullValue.NULL,
                            "either `defaultBackend` or `rules` must be specified"));
        }
        if (spec.has("defaultBackend")) {
            backend(spec.in("defaultBackend"));
        }
        spec.items("rules").forEach(IngressStrategy::rule);
        spec.items("tls").forEach(IngressStrategy::tls);
        if (spec.has("ingressClassName")) {
            spec.problems("ingressClassName", NameRule.SUBDOMAIN.problems(spec.text("ingressClassName"), false));
        }
    }

    private static void rule(Checked rule) {
        String host = rule.text("host");
        if (!host.isEmpty()) {
            if (Cidr.isAddress(host)) {
                rule.invalid("host", "must be a DNS name, not an IP address");
            }
            rule.problems("host", hostProblems(host));
        }
        if (!rule.has("http")) {
            return;
        }
        Checked http = rule.in("http");
        if (http.items("paths").isEmpty()) {
            http.required("paths", "");
        }
        http.items("paths").forEach(IngressStrategy::path);
    }

    private static List<String> hostProblems(String host) {
        if (host.indexOf('*') < 0) {
            return NameRule.SUBDOMAIN.problems(host, false);
        }
        return WILDCARD.matcher(host).matches()
                ? List.of()
                : List.of(
                        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
    }

    private static void tls(Checked tls) {
        List<String> hosts = tls.texts("hosts");
        for (int i = 0; i < hosts.size(); i++) {
            for (String problem : hostProblems(hosts.get(i))) {
                tls.invalidItem("hosts", i, problem);
            }
        }
        if (!tls.text("secretName").isEmpty()) {
            tls.problems("secretName", NameRule.SUBDOMAIN.problems(tls.text("secretName"), false));
        }
    }

    private static void path(Checked path) {
        if (!path.has("pathType")) {
            path.required("pathType", "pathType must be specified");
            return;
        }
        String text = path.text("path");
        switch (path.text("pathType")) {
            case "Exact", "Prefix" -> {
                absolute(path, text);
                BAD_SEQUENCES.stream()
                        .filter(text::contains)
                        .forEach(bad -> path.invalid("path", "must not contain '" + bad + "'"));
                BAD_ENDS.stream()
                        .filter(text::endsWith)
                        .forEach(bad -> path.invalid("path", "cannot end with '" + bad + "'"));
            }
            case "ImplementationSpecific" -> {
                if (!text.isEmpty()) {
                    absolute(path, text);
                }
            }
            default -> path.oneOf("pathType", PATH_TYPES);
        }
        backend(path.in("backend"));
    }

    private static void absolute(Checked path, String text) {
        if (!text.startsWith("/")) {
            path.invalid("path", "must be an absolute path");
        }
    }

    private static void backend(Checked backend) {
        FieldErrors errors = backend.errors();
        if (backend.has("resource") && backend.has("service")) {
            errors.add(FieldError.invalid(backend.path(), "", "cannot set both resource and service backends"));
        } else if (backend.has("resource")) {
            resource(backend.in("resource"));
        } else if (backend.has("service")) {
            service(backend, backend.in("service"));
        } else {
            errors.add(FieldError.invalid(backend.path(), "", "resource or service backend is required"));
        }
    }

    private static void resource(Checked resource) {
        if (resource.has("apiGroup")) {
            resource.problems("apiGroup", NameRule.SUBDOMAIN.problems(resource.text("apiGroup"), false));
        }
        for (String field : List.of("kind", "name")) {
            if (resource.text(field).isEmpty()) {
                resource.required(field, "");
            } else {
                resource.problems(field, NameRule.PATH_SEGMENT.problems(resource.text(field), false));
            }
        }
    }

    private static void service(Checked backend, Checked service) {
        if (service.text("name").isEmpty()) {
            service.required("name", "");
        } else {
            service.problems("name", NameRule.LABEL.problems(service.text("name"), false));
        }
        Checked port = service.in("port");
        boolean named = !port.text("name").isEmpty();
        boolean numbered = port.number("number") != 0;
        if (named && numbered) {
            backend.errors().add(FieldError.invalid(backend.path(), "", "cannot set both port name & port number"));
        } else if (named) {
            port.problems("name", PortNames.problems(port.text("name")));
        } else if (numbered) {
            port.portNumber("number");
        } else {
            backend.errors().add(FieldError.required(backend.path(), "port name or number is required"));
        }
    }
}
