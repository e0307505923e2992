package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.Schemas;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a CustomResourceDefinition may say (k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation). Fields that
 * all versions have in common are named as if they stood in the spec itself, as in Kubernetes. Stateless.
 */
final class DefinitionRules {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private final Schemas builtIn;

    DefinitionRules(Schemas builtIn) {
        this.builtIn = builtIn;
    }

    void create(Definition definition, FieldErrors errors) {
        String required = definition.names().text("plural", "") + "." + definition.group();
        if (!definition.name().isEmpty() && !definition.name().equals(required)) {
            errors.add(FieldError.invalid(
                    FieldPath.of("metadata", "name"), definition.name(), "must be spec.names.plural+\".\"+spec.group"));
        }
        spec(definition, List.of(), errors);
        names(FieldPath.of("status", "acceptedNames"), definition.acceptedNames(), errors);
        storedVersions(definition, errors);
        approval(definition, errors);
        preserveUnknownFields(definition, errors);
    }

    void update(Definition definition, Definition old, FieldErrors errors) {
        spec(definition, old.versions(), errors);
        if (old.isEstablished()) {
            unchanged(
                    SPEC.child("scope"),
                    definition.spec().text("scope", ""),
                    old.spec().text("scope", ""),
                    errors);
            unchanged(
                    SPEC.child("names").child("kind"),
                    definition.names().text("kind", ""),
                    old.names().text("kind", ""),
                    errors);
        }
        unchanged(
                SPEC.child("group"),
                definition.spec().text("group", ""),
                old.spec().text("group", ""),
                errors);
        unchanged(
                SPEC.child("names").child("plural"),
                definition.names().text("plural", ""),
                old.names().text("plural", ""),
                errors);
        names(FieldPath.of("status", "acceptedNames"), definition.acceptedNames(), errors);
        storedVersions(definition, errors);
        if (ApprovalCondition.approval(definition).state()
                != ApprovalCondition.approval(old).state()) {
            approval(definition, errors);
        }
        if (!old.spec().flag("preserveUnknownFields", false)) {
            preserveUnknownFields(definition, errors);
        }
    }

    void status(Definition definition, FieldErrors errors) {
        names(FieldPath.of("status", "acceptedNames"), definition.acceptedNames(), errors);
    }

    private static void unchanged(FieldPath path, String now, String before, FieldErrors errors) {
        if (!now.equals(before)) {
            errors.add(FieldError.invalid(path, now, "field is immutable"));
        }
    }

    private void spec(Definition definition, List<ObjectValue> before, FieldErrors errors) {
        ObjectValue spec = definition.spec();
        String group = definition.group();
        FieldPath groupPath = SPEC.child("group");
        if (group.isEmpty()) {
            errors.add(FieldError.required(groupPath, ""));
        } else if (!NameRule.SUBDOMAIN.problems(group, false).isEmpty()) {
            String problem = String.join(",", NameRule.SUBDOMAIN.problems(group, false));
            errors.add(FieldError.invalid(groupPath, group, problem));
        } else if (!group.contains(".")) {
            errors.add(FieldError.invalid(groupPath, group, "should be a domain with at least one dot"));
        }
        oneOf(SPEC.child("scope"), spec.text("scope", ""), List.of("Cluster", "Namespaced"), errors);
        VersionRules rules = new VersionRules(definition, before, builtIn, errors);
        versions(definition, rules, errors);
        requiredNames(definition.names(), errors);
        names(SPEC.child("names"), definition.names(), errors);
        rules.common();
        conversion(spec, errors);
    }

    private static void oneOf(FieldPath path, String value, List<String> accepted, FieldErrors errors) {
        if (value.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        } else if (!accepted.contains(value)) {
            errors.add(FieldError.notSupported(path, value, accepted));
        }
    }

    private static void versions(Definition definition, VersionRules rules, FieldErrors errors) {
        FieldPath path = SPEC.child("versions");
        List<ObjectValue> versions = definition.versions();
        for (int i = 0; i < versions.size(); i++) {
            if (Definition.schema(versions.get(i)).isEmpty()) {
                errors.add(FieldError.required(path.index(i).child("schema").child("openAPIV3Schema"), ""));
            }
        }
        if (definition.spec().flag("preserveUnknownFields", false) && rules.hasDefaults()) {
            errors.add(FieldError.invalid(
                    SPEC.child("preserveUnknownFields"), true, "must be false in order to use defaults in the schema"));
        }
        Set<String> seen = new HashSet<>();
        boolean unique = true;
        int stored = 0;
        for (int i = 0; i < versions.size(); i++) {
            String name = versions.get(i).text("name", "");
            unique &= seen.add(name);
            stored += versions.get(i).flag("storage", false) ? 1 : 0;
            label(path.index(i).child("name"), name, errors);
            rules.version(i);
        }
        if (!unique) {
            errors.add(FieldError.invalid(path, shown(definition), "must contain unique version names"));
        }
        if (stored != 1) {
            errors.add(FieldError.invalid(
                    path, shown(definition), "must have exactly one version marked as storage version"));
        }
        if (!versions.isEmpty()) {
            label(SPEC.child("version"), versions.getFirst().text("name", ""), errors);
        }
    }

    /** As Kubernetes' internal type is written. */
    private static Object shown(Definition definition) {
        if (!definition.spec().has("versions")) {
            return NullValue.NULL;
        }
        ListValue shown = ListValue.EMPTY;
        for (ObjectValue version : definition.versions()) {
            shown = shown.plus(ObjectValue.of(
                    "Name", version.text("name", ""),
                    "Served", version.flag("served", false),
                    "Storage", version.flag("storage", false),
                    "Deprecated", version.flag("deprecated", false),
                    "DeprecationWarning",
                            version.text("deprecationWarning")
                                    .map(Object.class::cast)
                                    .orElse(NullValue.NULL),
                    "Schema", NullValue.NULL,
                    "Subresources", NullValue.NULL,
                    "AdditionalPrinterColumns", NullValue.NULL,
                    "SelectableFields", NullValue.NULL));
        }
        return shown;
    }

    private static void label(FieldPath path, String name, FieldErrors errors) {
        List<String> problems = NameRule.LABEL_1035.problems(name, false);
        if (!problems.isEmpty()) {
            errors.add(FieldError.invalid(path, name, String.join(",", problems)));
        }
    }

    private static void requiredNames(ObjectValue names, FieldErrors errors) {
        for (String field : List.of("plural", "singular", "kind", "listKind")) {
            if (names.text(field, "").isEmpty()) {
                errors.add(FieldError.required(SPEC.child("names").child(field), ""));
            }
        }
    }

    private static void names(FieldPath path, ObjectValue names, FieldErrors errors) {
        for (String field : List.of("plural", "singular")) {
            String name = names.text(field, "");
            if (!name.isEmpty()) {
                label(path.child(field), name, errors);
            }
        }
        for (String field : List.of("kind", "listKind")) {
            String name = names.text(field, "");
            List<String> problems = NameRule.LABEL_1035.problems(name.toLowerCase(Locale.ROOT), false);
            if (!name.isEmpty() && !problems.isEmpty()) {
                errors.add(FieldError.invalid(
                        path.child(field),
                        name,
                        "may have mixed case, but should otherwise match: " + String.join(",", problems)));
            }
        }
        labels(path.child("shortNames"), names.list("shortNames"), errors);
        String kind = names.text("kind", "");
        if (!kind.isEmpty() && kind.equals(names.text("listKind", ""))) {
            errors.add(FieldError.invalid(path.child("listKind"), kind, "kind and listKind may not be the same"));
        }
        labels(path.child("categories"), names.list("categories"), errors);
    }

    private static void labels(FieldPath path, ListValue names, FieldErrors errors) {
        List<String> texts = names.texts();
        for (int i = 0; i < texts.size(); i++) {
            label(path.index(i), texts.get(i), errors);
        }
    }

    private static void conversion(ObjectValue spec, FieldErrors errors) {
        ObjectValue conversion = spec.object("conversion");
        String strategy = conversion.text("strategy", "");
        FieldPath path = SPEC.child("conversion");
        if (!strategy.equals("None") && spec.flag("preserveUnknownFields", false)) {
            errors.add(FieldError.invalid(
                    path.child("strategy"), strategy, "must be None if spec.preserveUnknownFields is true"));
        }
        oneOf(path.child("strategy"), strategy, List.of("None", "Webhook"), errors);
        ConversionRules.check(path, conversion, errors);
    }

    private static void storedVersions(Definition definition, FieldErrors errors) {
        FieldPath path = FieldPath.of("status", "storedVersions");
        ListValue stored = definition.tree().object("status").list("storedVersions");
        if (stored.isEmpty()) {
            errors.add(FieldError.invalid(path, NullValue.NULL, "must have at least one stored version"));
            return;
        }
        for (ObjectValue version : definition.versions()) {
            String name = version.text("name", "");
            if (version.flag("storage", false) && !stored.contains(name)) {
                errors.add(FieldError.invalid(path, stored, "must have the storage version " + name));
            }
        }
        List<String> names = stored.texts();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (definition.version(name).isEmpty()) {
                errors.add(FieldError.invalid(
                        path.index(i),
                        name,
                        "missing from spec.versions; " + name
                                + " was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in "
                                + name + " and removes " + name + " from status.storedVersions"));
            }
        }
    }

    private static void approval(Definition definition, FieldErrors errors) {
        if (!ApprovalCondition.isProtected(definition.group())) {
            return;
        }
        FieldPath path = FieldPath.of("metadata", "annotations").key(ApprovalCondition.ANNOTATION);
        ApprovalCondition.Approval approval = ApprovalCondition.approval(definition);
        switch (approval.state()) {
            case MISSING -> errors.add(FieldError.required(path, approval.reason()));
            case INVALID -> {
                ObjectValue annotations = definition.tree().object("metadata").object("annotations");
                errors.add(FieldError.invalid(
                        path, annotations.text(ApprovalCondition.ANNOTATION, ""), approval.reason()));
            }
            case APPROVED, BYPASSED -> {}
        }
    }

    private static void preserveUnknownFields(Definition definition, FieldErrors errors) {
        if (definition.spec().flag("preserveUnknownFields", false)) {
            errors.add(
                    FieldError.invalid(
                            SPEC.child("preserveUnknownFields"),
                            true,
                            "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"));
        }
    }
}
