package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** The rules of the small kinds of {@code storage.k8s.io}. Stateless. */
final class StorageStrategies {
    private static final String TOKENS_IN_ATTRIBUTES =
            "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent"
                    + " possible logging of tokens in volume attributes";
    private static final String IMMUTABLE = "field is immutable";
    private static final long MIN_UPDATE_SECONDS = 10;
    private static final long MIN_TOKEN_SECONDS = 600;
    private static final long MAX_TOKEN_SECONDS = 1L << 32;

    private StorageStrategies() {}

    /** CSIStorageCapacities: of a class and a place that never change. */
    static final Strategy CAPACITY = new Strategy() {
        @Override
        public void validate(ObjectValue capacity, FieldErrors errors) {
            Checked checked = new Checked(capacity, FieldPath.ROOT, errors);
            LabelRules.selector(capacity.object("nodeTopology"), FieldPath.of("nodeTopology"), errors);
            String name = checked.text("storageClassName");
            NameRule.SUBDOMAIN
                    .problems(name, false)
                    .forEach(
                            problem -> errors.add(FieldError.invalid(FieldPath.of("storageClassName"), name, problem)));
            nonNegativeQuantity(checked, "capacity");
        }

        @Override
        public void validateUpdate(ObjectValue capacity, ObjectValue old, FieldErrors errors) {
            validate(capacity, errors);
            for (String field : List.of("nodeTopology", "storageClassName")) {
                Object after = capacity.get(field);
                if (!Objects.equals(after, old.get(field))) {
                    Object none = field.equals("nodeTopology") ? NullValue.NULL : "";
                    errors.add(FieldError.invalid(FieldPath.of(field), after == null ? none : after, IMMUTABLE));
                }
            }
        }
    };

    private static void nonNegativeQuantity(Checked owner, String field) {
        if (owner.has(field)
                && dev.jukung.model.Quantity.fromValue(owner.text(field))
                                .amount()
                                .signum()
                        < 0) {
            owner.invalid(field, "must be greater than or equal to 0");
        }
    }

    /** VolumeAttachments: of one volume to one node. */
    static final Strategy ATTACHMENT = new Strategy() {
        @Override
        public void validate(ObjectValue attachment, FieldErrors errors) {
            Checked spec = new Checked(attachment, FieldPath.ROOT, errors).in("spec");
            Checked source = spec.in("source");
            boolean inline = source.has("inlineVolumeSpec");
            boolean named = source.has("persistentVolumeName");
            String one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
            if (!inline && !named) {
                spec.required("source", one);
            } else if (inline && named) {
                spec.forbidden("source", one);
            } else if (named && source.text("persistentVolumeName").isEmpty()) {
                source.required("persistentVolumeName", "must specify non empty persistentVolumeName");
            }
            DeviceRules.driver(spec.text("attacher"), spec.path().child("attacher"), errors);
            if (named && !inline && !source.text("persistentVolumeName").isEmpty()) {
                source.problems(
                        "persistentVolumeName",
                        NameRule.SUBDOMAIN.problems(source.text("persistentVolumeName"), false));
            }
            String node = spec.text("nodeName");
            NameRule.SUBDOMAIN
                    .problems(node, false)
                    .forEach(
                            problem -> errors.add(FieldError.invalid(spec.path().child("nodeName"), node, problem)));
        }
    };

    /** CSIDrivers: what they need of a node. */
    static final Strategy DRIVER = new Strategy() {
        /** Only changes are counted: a new one has no generation. */
        @Override
        public ObjectValue counted(ObjectValue driver, ObjectValue old) {
            return driver.object("spec").equals(old.object("spec"))
                    ? driver
                    : driver.withAt(old.object("metadata").integer("generation", 0) + 1, "metadata", "generation");
        }

        @Override
        public List<String> warnings(ObjectValue driver, ObjectValue old) {
            ObjectValue spec = driver.object("spec");
            boolean unset = !spec.list("tokenRequests").isEmpty() && !spec.has("serviceAccountTokenInSecrets");
            boolean changed =
                    !spec.list("tokenRequests").equals(old.object("spec").list("tokenRequests"));
            return unset && changed ? List.of(TOKENS_IN_ATTRIBUTES) : List.of();
        }

        @Override
        public void validate(ObjectValue driver, FieldErrors errors) {
            Checked spec = new Checked(driver, FieldPath.ROOT, errors).in("spec");
            spec.oneOf("fsGroupPolicy", List.of("File", "None", "ReadWriteOnceWithFSType"));
            tokens(spec);
            if (spec.has("nodeAllocatableUpdatePeriodSeconds")
                    && spec.number("nodeAllocatableUpdatePeriodSeconds") < MIN_UPDATE_SECONDS) {
                spec.invalidNumber("nodeAllocatableUpdatePeriodSeconds", "must be greater than or equal to 10 seconds");
            }
            for (String mode : spec.texts("volumeLifecycleModes")) {
                if (!List.of("Persistent", "Ephemeral").contains(mode)) {
                    errors.add(FieldError.notSupported(
                            spec.path().child("volumeLifecycleModes"), mode, List.of("Persistent", "Ephemeral")));
                }
            }
        }

        @Override
        public void validateUpdate(ObjectValue driver, ObjectValue old, FieldErrors errors) {
            validate(driver, errors);
            ObjectValue before = old.object("spec");
            ObjectValue after = driver.object("spec");
            if (!Objects.equals(before.get("attachRequired"), after.get("attachRequired"))) {
                errors.add(FieldError.invalid(
                        FieldPath.of("spec", "attachedRequired"), after.flag("attachRequired", false), IMMUTABLE));
            }
            ListValue modes = after.list("volumeLifecycleModes");
            if (!before.list("volumeLifecycleModes").equals(modes)) {
                errors.add(FieldError.invalid(FieldPath.of("spec", "volumeLifecycleModes"), modes, IMMUTABLE));
            }
        }
    };

    private static void tokens(Checked spec) {
        Set<String> audiences = new HashSet<>();
        for (Checked request : spec.items("tokenRequests")) {
            String audience = request.text("audience");
            if (!audiences.add(audience)) {
                request.errors().add(FieldError.duplicate(request.path().child("audience"), audience));
            } else if (request.has("expirationSeconds")) {
                if (request.number("expirationSeconds") < MIN_TOKEN_SECONDS) {
                    request.invalidNumber("expirationSeconds", "may not specify a duration less than 10 minutes");
                }
                if (request.number("expirationSeconds") > MAX_TOKEN_SECONDS) {
                    request.invalidNumber("expirationSeconds", "may not specify a duration larger than 2^32 seconds");
                }
            }
        }
    }

    /** VolumeAttributesClasses: parameters of a driver, which never change. */
    static final Strategy ATTRIBUTES_CLASS = new Strategy() {
        @Override
        public void validate(ObjectValue attributes, FieldErrors errors) {
            String driver = attributes.text("driverName", "").toLowerCase(Locale.ROOT);
            if (!driver.isEmpty()) {
                LabelRules.keyProblems(driver)
                        .forEach(
                                problem -> errors.add(FieldError.invalid(FieldPath.of("driverName"), driver, problem)));
            }
            if (attributes.object("parameters").isEmpty()) {
                errors.add(FieldError.required(FieldPath.of("parameters"), "must contain at least one key/value pair"));
            }
        }

        @Override
        public void validateUpdate(ObjectValue attributes, ObjectValue old, FieldErrors errors) {
            FieldErrors found = errors.take(FieldPath.of("driverName"));
            for (String field : List.of("driverName", "parameters")) {
                if (!Objects.equals(attributes.get(field), old.get(field))) {
                    errors.add(FieldError.forbidden(FieldPath.of(field), "updates to " + field + " are forbidden."));
                }
            }
            errors.addOfSchema(found);
            validate(attributes, errors);
        }
    };
}
