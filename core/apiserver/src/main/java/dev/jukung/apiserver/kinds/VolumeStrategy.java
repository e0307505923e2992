package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.Quantity;
import dev.jukung.model.Views;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Objects;

/** The rules of PersistentVolumes: a size, access modes and one source. A new one is pending. */
final class VolumeStrategy implements Strategy {
    private static final FieldPath CAPACITY = FieldPath.of("spec", "capacity");
    private static final List<String> SECRETS = List.of(
            "controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef");
    private static final List<String> SOURCES = List.of(
            "gcePersistentDisk",
            "awsElasticBlockStore",
            "hostPath",
            "glusterfs",
            "nfs",
            "rbd",
            "iscsi",
            "cinder",
            "cephfs",
            "fc",
            "flocker",
            "flexVolume",
            "azureFile",
            "vsphereVolume",
            "quobyte",
            "azureDisk",
            "photonPersistentDisk",
            "portworxVolume",
            "scaleIO",
            "local",
            "storageos",
            "csi");

    @Override
    public ObjectValue prepareForCreate(ObjectValue volume, Context context) {
        return volume.with(
                "status",
                ObjectValue.of(
                        "phase",
                        "Pending",
                        "lastPhaseTransitionTime",
                        Views.fromTime(context.clock().now())));
    }

    @Override
    public void validate(ObjectValue volume, FieldErrors errors) {
        Checked spec = new Checked(volume, FieldPath.ROOT, errors).in("spec");
        AccessModes.check(spec, "");
        capacity(spec);
        List<String> sources = SOURCES.stream().filter(spec::has).toList();
        if (sources.isEmpty()) {
            errors.add(FieldError.required(spec.path(), "must specify a volume type"));
        }
        if (spec.has("hostPath")) {
            VolumeSourceRules.hostPath(spec.in("hostPath"));
        }
        if (spec.has("csi")) {
            csi(spec.in("csi"));
        }
        affinity(spec);
        ClaimStrategy.names(spec);
        if (spec.has("volumeAttributesClassName")) {
            if (spec.text("volumeAttributesClassName").isEmpty()) {
                spec.required("volumeAttributesClassName", "an empty string is disallowed");
            }
            if (!spec.has("csi")) {
                spec.required("csi", "has to be specified when using volumeAttributesClassName");
            }
        }
        sources.stream().skip(1).forEach(source -> spec.forbidden(source, "may not specify more than 1 volume type"));
    }

    private static void csi(Checked source) {
        DeviceRules.driver(source.text("driver"), source.path().child("driver"), source.errors());
        if (source.text("volumeHandle").isEmpty()) {
            source.required("volumeHandle", "");
        }
        for (String secret : SECRETS) {
            if (source.has(secret)) {
                named(source.in(secret), "name", NameRule.SUBDOMAIN);
                named(source.in(secret), "namespace", NameRule.LABEL);
            }
        }
    }

    private static void named(Checked reference, String field, NameRule rule) {
        if (reference.text(field).isEmpty()) {
            reference.required(field, "");
        } else {
            reference.problems(field, rule.problems(reference.text(field), false));
        }
    }

    private static void affinity(Checked spec) {
        if (!spec.has("nodeAffinity")) {
            return;
        }
        Checked affinity = spec.in("nodeAffinity");
        if (affinity.has("required")) {
            NodeSelectorRules.check(affinity.in("required"));
        } else {
            affinity.required("required", "must specify required node constraints");
        }
    }

    /** What a volume is, and where it can be reached from, never changes. */
    @Override
    public void validateUpdate(ObjectValue volume, ObjectValue old, FieldErrors errors) {
        validate(volume, errors);
        ObjectValue before = old.object("spec");
        ObjectValue after = volume.object("spec");
        if (SOURCES.stream().anyMatch(source -> !Objects.equals(before.get(source), after.get(source)))) {
            errors.add(FieldError.forbidden(
                    FieldPath.of("spec", "persistentvolumesource"),
                    "spec.persistentvolumesource is immutable after creation"));
        }
        if (before.has("nodeAffinity") && !Objects.equals(before.get("nodeAffinity"), after.get("nodeAffinity"))) {
            Object shown = after.get("nodeAffinity") instanceof Object affinity ? affinity : NullValue.NULL;
            errors.add(FieldError.invalid(
                    FieldPath.of("nodeAffinity"),
                    shown,
                    "field is immutable, except for updating from beta label to GA"));
        }
    }

    private static void capacity(Checked spec) {
        ObjectValue capacity = spec.value().object("capacity");
        if (capacity.isEmpty()) {
            spec.required("capacity", "");
        }
        if (!capacity.has("storage") || capacity.size() > 1) {
            Object shown = spec.has("capacity") ? capacity : NullValue.NULL;
            spec.errors().add(FieldError.notSupported(CAPACITY, shown, List.of("storage")));
        }
        capacity.forEach((resource, value) -> {
            if (Quantity.fromValue(value).compareTo(Quantity.fromValue("0")) <= 0) {
                spec.errors().add(FieldError.invalid(CAPACITY.key(resource), value, "must be greater than zero"));
            }
        });
    }
}
