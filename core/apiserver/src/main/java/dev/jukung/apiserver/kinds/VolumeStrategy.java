package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.Quantity;
import dev.jukung.model.Views;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of PersistentVolumes: a size, access modes and one source. A new one is pending. */
final class VolumeStrategy implements Strategy {
    private static final FieldPath CAPACITY = FieldPath.of("spec", "capacity");
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
        sources.stream().skip(1).forEach(source -> spec.forbidden(source, "may not specify more than 1 volume type"));
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
