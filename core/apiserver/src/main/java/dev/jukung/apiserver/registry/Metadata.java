package dev.jukung.apiserver.registry;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.model.Views;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules of {@code metadata} that hold for every kind (k8s.io/apimachinery/pkg/api/validation, registry/rest). */
final class Metadata {
    private static final int MAX_GENERATED_NAME = 63 - 5;
    private static final Set<String> SYSTEM_OWNED =
            Set.of("selfLink", "deletionTimestamp", "deletionGracePeriodSeconds");
    /** The groups whose objects may have any finalizer. */
    private static final Set<String> FREE_FINALIZERS = Set.of(
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "apiregistration.k8s.io",
            "coordination.k8s.io",
            "node.k8s.io");
    /** The collections whose objects may. */
    private static final Set<String> FREE_COLLECTIONS = Set.of("policy/poddisruptionbudgets");

    private static final FieldPath PATH = FieldPath.of("metadata");

    private Metadata() {}

    /** What the server sets on a new object. A generated name is drawn anew at each call. */
    static ObjectValue created(ObjectValue object, Kind kind, Call call, Clock clock, Randomness random) {
        ObjectValue metadata = object.object("metadata");
        for (String field : SYSTEM_OWNED) {
            metadata = metadata.without(field);
        }
        if (metadata.text("name", "").isEmpty()) {
            String prefix = metadata.text("generateName", "");
            if (!prefix.isEmpty()) {
                metadata = metadata.with("name", generated(prefix, random));
            }
        }
        if (kind.type().namespaced()) {
            metadata = metadata.with("namespace", call.namespace());
        } else {
            metadata = metadata.without("namespace");
        }
        metadata = metadata.with("uid", random.uid()).with("creationTimestamp", Views.fromTime(clock.now()));
        if (!call.rules().dryRun()) {
            metadata = metadata.without("resourceVersion"); // a dry run says again what it was told
        }
        if (kind.strategy().hasGeneration()) {
            metadata = metadata.with("generation", 1L);
        }
        return object.with("metadata", metadata);
    }

    private static String generated(String prefix, Randomness random) {
        String base = prefix.length() > MAX_GENERATED_NAME ? prefix.substring(0, MAX_GENERATED_NAME) : prefix;
        return base + random.suffix(5);
    }

    /** What an update may not touch is taken from the old object. */
    static ObjectValue updated(ObjectValue object, ObjectValue old) {
        ObjectValue before = old.object("metadata");
        ObjectValue metadata = object.object("metadata");
        if (metadata.text("uid", "").isEmpty() && before.has("uid")) {
            metadata = metadata.with("uid", before.text("uid", "")); // another one is refused by validation
        }
        for (String field : List.of("creationTimestamp", "generation", "selfLink")) {
            Object value = before.get(field);
            metadata = value == null ? metadata.without(field) : metadata.with(field, value);
        }
        if (!before.has("namespace")) {
            metadata = metadata.without("namespace");
        } else if (metadata.text("namespace", "").isEmpty()) {
            metadata = metadata.with("namespace", before.text("namespace", "")); // it follows from the path
        }
        for (String field : List.of("deletionTimestamp", "deletionGracePeriodSeconds")) {
            Object value = before.get(field); // where there is none yet, validation refuses a given one
            metadata = value == null ? metadata : metadata.with(field, value);
        }
        return object.with("metadata", metadata);
    }

    /** All that is wrong with the metadata of an update, in Kubernetes' order and as often as it is found there. */
    static void validateUpdated(
            ObjectValue object, ObjectValue old, Kind kind, String subresource, FieldErrors errors) {
        ObjectValue metadata = object.object("metadata");
        common(metadata, NameRule.PATH_SEGMENT, errors);
        unchanged(metadata, old.object("metadata"), errors);
        for (MetadataChecks.Check check : MetadataChecks.of(kind, subresource)) {
            switch (check) {
                case OBJECT -> validate(object, kind, errors);
                case UPDATE -> {
                    unchanged(metadata, old.object("metadata"), errors);
                    standardFinalizers(metadata, kind, errors);
                }
            }
        }
    }

    static void validate(ObjectValue object, Kind kind, FieldErrors errors) {
        common(object.object("metadata"), kind.strategy().nameRule(), errors);
        standardFinalizers(object.object("metadata"), kind, errors);
    }

    private static void common(ObjectValue metadata, NameRule names, FieldErrors errors) {
        validateName(metadata, names, errors);
        if (metadata.integer("generation", 0) < 0) {
            errors.add(FieldError.invalid(
                    PATH.child("generation"), metadata.integer("generation", 0), "must be greater than or equal to 0"));
        }
        maps(metadata, errors);
        List<String> finalizers = metadata.list("finalizers").texts();
        for (String finalizer : finalizers) {
            for (String problem : LabelRules.keyProblems(finalizer)) {
                errors.add(FieldError.invalid(PATH.child("finalizers"), finalizer, problem));
            }
        }
    }

    private static void maps(ObjectValue metadata, FieldErrors errors) {
        LabelRules.labels(metadata.object("labels"), PATH.child("labels"), errors);
        LabelRules.annotations(metadata.object("annotations"), PATH.child("annotations"), errors);
        validateOwners(metadata, errors);
    }

    /** Whether metadata is looked at only where nothing else is wrong: the rules of these kinds leave it out. */
    static boolean comesLast(Kind kind) {
        return MetadataChecks.isLegacyEvent(kind) || FREE_COLLECTIONS.contains(kind.collection());
    }

    private static void standardFinalizers(ObjectValue metadata, Kind kind, FieldErrors errors) {
        if (!kind.schema().goTyped()
                || FREE_FINALIZERS.contains(kind.type().group())
                || FREE_COLLECTIONS.contains(kind.collection())
                || MetadataChecks.isLegacyEvent(kind)) {
            return;
        }
        List<String> finalizers = metadata.list("finalizers").texts();
        for (int i = 0; i < finalizers.size(); i++) {
            String finalizer = finalizers.get(i);
            LabelRules.unqualifiedFinalizer(finalizer, PATH.child("finalizers").index(i), errors);
        }
    }

    private static void validateName(ObjectValue metadata, NameRule names, FieldErrors errors) {
        String name = metadata.text("name", "");
        String prefix = metadata.text("generateName", "");
        if (!prefix.isEmpty()) {
            for (String problem : names.problems(prefix, true)) {
                errors.add(FieldError.invalid(PATH.child("generateName"), prefix, problem));
            }
        }
        if (name.isEmpty()) {
            errors.add(FieldError.required(PATH.child("name"), "name or generateName is required"));
            return;
        }
        for (String problem : names.problems(name, false)) {
            errors.add(FieldError.invalid(PATH.child("name"), name, problem));
        }
    }

    private static void validateOwners(ObjectValue metadata, FieldErrors errors) {
        FieldPath path = PATH.child("ownerReferences"); // Kubernetes leaves out the index
        Optional<String> controller = Optional.empty();
        for (ObjectValue owner : metadata.list("ownerReferences").objects()) {
            validateOwner(owner, path, errors);
            if (!owner.flag("controller", false)) {
                continue;
            }
            String name = owner.text("kind", "") + "/" + owner.text("name", "");
            if (controller.isPresent()) {
                errors.add(FieldError.invalid(
                        path,
                        metadata.list("ownerReferences"),
                        "Only one reference can have Controller set to true. Found \"true\" in references for "
                                + controller.get() + " and " + name));
            } else {
                controller = Optional.of(name);
            }
        }
    }

    private static void validateOwner(ObjectValue owner, FieldPath path, FieldErrors errors) {
        String apiVersion = owner.text("apiVersion", "");
        int slash = apiVersion.indexOf('/');
        if (slash != apiVersion.lastIndexOf('/') || slash == apiVersion.length() - 1) {
            errors.add(FieldError.invalid(path.child("apiVersion"), apiVersion, "version must not be empty"));
        }
        for (String field : List.of("kind", "name", "uid")) {
            if (owner.text(field, "").isEmpty()) {
                errors.add(FieldError.invalid(path.child(field), "", "must not be empty"));
            }
        }
        if (apiVersion.equals("v1") && owner.text("kind", "").equals("Event")) {
            errors.add(FieldError.invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner"));
        }
    }

    private static void unchanged(ObjectValue after, ObjectValue before, FieldErrors errors) {
        if (before.has("deletionTimestamp")) {
            List<String> added = after.list("finalizers").texts().stream()
                    .filter(finalizer -> !before.list("finalizers").contains(finalizer))
                    .toList();
            if (!added.isEmpty()) {
                errors.add(FieldError.forbidden(
                        PATH.child("finalizers"),
                        "no new finalizers can be added if the object is being deleted, found new finalizers "
                                + goStrings(added)));
            }
        }
        for (String field : List.of("name", "namespace", "uid")) {
            if (!before.text(field, "").equals(after.text(field, ""))) {
                errors.add(FieldError.invalid(PATH.child(field), after.text(field, ""), "field is immutable"));
            }
        }
        for (String field : List.of("deletionTimestamp", "deletionGracePeriodSeconds")) {
            Object given = after.get(field);
            if (given != null && !given.equals(before.get(field))) {
                errors.add(FieldError.invalid(PATH.child(field), given, "field is immutable"));
            }
        }
        maps(after, errors);
    }

    private static String goStrings(List<String> texts) {
        return texts.stream()
                .map(text -> "\"" + text + "\"")
                .collect(java.util.stream.Collectors.joining(", ", "[]string{", "}"));
    }
}
