package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.GoText;
import dev.jukung.value.ObjectValue;

/** The rules of APIServices (k8s.io/kube-aggregator/pkg/apis/apiregistration/validation). */
public final class ApiServiceStrategy implements Strategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MAX_GROUP_PRIORITY = 20_000;
    private static final int MAX_VERSION_PRIORITY = 1_000;
    private static final int LAST_PORT = 65_535;

    @Override
    public NameRule nameRule() {
        return NameRule.PATH_SEGMENT;
    }

    @Override
    public ObjectValue defaults(ObjectValue object) {
        ObjectValue spec = object.object("spec");
        return spec.get("service") instanceof ObjectValue service && !service.has("port")
                ? object.withAt(service.with("port", 443L), "spec", "service")
                : object;
    }

    /** What this server answers itself is always available. */
    @Override
    public ObjectValue prepareForCreate(ObjectValue object, Context context) {
        return object.object("spec").has("service")
                ? object.with("status", ObjectValue.EMPTY)
                : Conditions.with(
                        object.with("status", ObjectValue.EMPTY),
                        Availability.LOCAL,
                        context.clock().now());
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        ObjectValue spec = object.object("spec");
        String group = spec.text("group", "");
        String version = spec.text("version", "");
        String name = object.object("metadata").text("name", "");
        String required = version + "." + group;
        if (!name.isEmpty() && !name.equals(required)) {
            errors.add(FieldError.invalid(
                    FieldPath.of("metadata", "name"),
                    name,
                    "must be `spec.version+\".\"+spec.group`: " + GoText.quote(required)));
        }
        if (group.isEmpty() && !version.equals("v1")) {
            errors.add(FieldError.required(
                    SPEC.child("group"), "only v1 may have an empty group and it better be legacy kube"));
        }
        if (!group.isEmpty()) {
            for (String problem : NameRule.SUBDOMAIN.problems(group, false)) {
                errors.add(FieldError.invalid(SPEC.child("group"), group, problem));
            }
        }
        for (String problem : NameRule.LABEL_1035.problems(version, false)) {
            errors.add(FieldError.invalid(SPEC.child("version"), version, problem));
        }
        priority("groupPriorityMinimum", spec, MAX_GROUP_PRIORITY, errors);
        priority("versionPriority", spec, MAX_VERSION_PRIORITY, errors);
        boolean insecure = spec.flag("insecureSkipTLSVerify", false);
        String bundle = spec.text("caBundle", "");
        if (spec.has("service")) {
            service(spec.object("service"), errors);
            if (insecure && !bundle.isEmpty()) {
                errors.add(FieldError.invalid(
                        SPEC.child("insecureSkipTLSVerify"), true, "may not be true if caBundle is present"));
            }
            return;
        }
        if (!bundle.isEmpty()) {
            int bytes = java.util.Base64.getDecoder().decode(bundle).length;
            errors.add(FieldError.invalid(
                    SPEC.child("caBundle"), bytes + " bytes", "local APIServices may not have a caBundle"));
        }
        if (insecure) {
            errors.add(FieldError.invalid(
                    SPEC.child("insecureSkipTLSVerify"), true, "local APIServices may not have insecureSkipTLSVerify"));
        }
    }

    private static void priority(String field, ObjectValue spec, int most, FieldErrors errors) {
        long value = spec.integer(field, 0);
        if (value <= 0 || value > most) {
            errors.add(FieldError.invalid(SPEC.child(field), value, "must be positive and less than " + most));
        }
    }

    private static void service(ObjectValue service, FieldErrors errors) {
        FieldPath path = SPEC.child("service");
        for (String field : new String[] {"namespace", "name"}) {
            if (service.text(field, "").isEmpty()) {
                errors.add(FieldError.required(path.child(field), ""));
            }
        }
        long port = service.integer("port", 443);
        if (port < 1 || port > LAST_PORT) {
            errors.add(FieldError.invalid(
                    path.child("port"), port, "port is not valid: must be between 1 and 65535, inclusive"));
        }
    }
}
