package dev.jukung.apiserver.kinds;

import static dev.jukung.apiserver.kinds.Columns.at;
import static dev.jukung.apiserver.kinds.Columns.flag;
import static dev.jukung.apiserver.kinds.Columns.number;
import static dev.jukung.apiserver.kinds.Columns.table;
import static dev.jukung.apiserver.kinds.Columns.text;
import static dev.jukung.apiserver.kinds.Columns.wide;

import dev.jukung.apiserver.registry.Column;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The columns of volumes, claims and the groups storage.k8s.io and resource.k8s.io. */
final class StorageColumns {
    private static final Map<String, String> MODES =
            Map.of("ReadWriteOnce", "RWO", "ReadOnlyMany", "ROX", "ReadWriteMany", "RWX", "ReadWriteOncePod", "RWOP");
    private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

    static final List<Column> CLAIMS = table(
            text("Status", StorageColumns::phase),
            text("Volume", at("", "spec", "volumeName")),
            text(
                    "Capacity",
                    claim -> isBound(claim)
                            ? at("0", "status", "capacity", "storage").apply(claim)
                            : ""),
            text("Access Modes", claim -> isBound(claim) ? modes(claim.object("status")) : ""),
            text("StorageClass", at("", "spec", "storageClassName")),
            text("VolumeAttributesClass", at(Columns.UNSET, "spec", "volumeAttributesClassName")),
            wide("VolumeMode", at("Filesystem", "spec", "volumeMode")));
    static final List<Column> VOLUMES = table(
            text("Capacity", at("", "spec", "capacity", "storage")),
            text("Access Modes", volume -> modes(volume.object("spec"))),
            text("Reclaim Policy", at("", "spec", "persistentVolumeReclaimPolicy")),
            text("Status", StorageColumns::phase),
            text("Claim", StorageColumns::claim),
            text("StorageClass", at("", "spec", "storageClassName")),
            text("VolumeAttributesClass", at(Columns.UNSET, "spec", "volumeAttributesClassName")),
            text("Reason", at("", "status", "reason")),
            wide("VolumeMode", at("Filesystem", "spec", "volumeMode")));
    static final List<Column> CLASSES = classes();
    static final List<Column> DRIVERS = table(
            flag("AttachRequired", object -> object.object("spec").flag("attachRequired", true)),
            flag("PodInfoOnMount", object -> object.object("spec").flag("podInfoOnMount", false)),
            flag("StorageCapacity", object -> object.object("spec").flag("storageCapacity", false)),
            text("TokenRequests", StorageColumns::tokenRequests),
            flag("RequiresRepublish", object -> object.object("spec").flag("requiresRepublish", false)),
            text("Modes", object -> Columns.joined(object.object("spec").list("volumeLifecycleModes"), Columns.UNSET)));
    static final List<Column> NODES = table(number(
            "Drivers", object -> (long) object.object("spec").list("drivers").size()));
    static final List<Column> ATTACHMENTS = table(
            text("Attacher", at("", "spec", "attacher")),
            text("PV", at("", "spec", "source", "persistentVolumeName")),
            text("Node", at("", "spec", "nodeName")),
            flag("Attached", object -> object.object("status").flag("attached", false)));
    static final List<Column> ATTRIBUTES_CLASSES = table(text("DriverName", at("", "driverName")));
    static final List<Column> RESOURCE_CLAIMS = table(text("State", StorageColumns::claimState));
    static final List<Column> RESOURCE_SLICES = table(
            text("Node", at("", "spec", "nodeName")),
            text("Driver", at("", "spec", "driver")),
            text("Pool", at("", "spec", "pool", "name")));

    private StorageColumns() {}

    private static List<Column> classes() {
        List<Column> columns = new ArrayList<>(table(
                text("Provisioner", at("", "provisioner")),
                text("ReclaimPolicy", at("Delete", "reclaimPolicy")),
                text("VolumeBindingMode", at("Immediate", "volumeBindingMode")),
                flag("AllowVolumeExpansion", object -> object.flag("allowVolumeExpansion", false))));
        Column name = Column.NAME;
        columns.set(0, new Column(name.name(), name.type(), name.format(), name.text(), 0, (object, _) -> {
            ObjectValue metadata = object.object("metadata");
            boolean standard =
                    metadata.object("annotations").text(DEFAULT_CLASS, "").equals("true");
            return metadata.text("name", "") + (standard ? " (default)" : "");
        }));
        return List.copyOf(columns);
    }

    private static boolean isBound(ObjectValue claim) {
        return !claim.object("spec").text("volumeName", "").isEmpty();
    }

    private static String tokenRequests(ObjectValue driver) {
        ListValue requests = driver.object("spec").list("tokenRequests");
        return requests.isEmpty()
                ? Columns.UNSET
                : requests.objects().stream()
                        .map(request -> request.text("audience", ""))
                        .collect(Collectors.joining(","));
    }

    private static String claimState(ObjectValue claim) {
        List<String> states = new ArrayList<>();
        boolean deleted = claim.object("metadata").has("deletionTimestamp");
        if (deleted) {
            states.add("deleted");
        }
        ObjectValue status = claim.object("status");
        if (status.has("allocation")) {
            states.add("allocated");
            if (!status.list("reservedFor").isEmpty()) {
                states.add("reserved");
            }
        } else if (!deleted) {
            states.add("pending");
        }
        return String.join(",", states);
    }

    private static String phase(ObjectValue object) {
        return object.object("metadata").has("deletionTimestamp")
                ? "Terminating"
                : object.object("status").text("phase", "");
    }

    private static String modes(ObjectValue owner) {
        return String.join(
                ",",
                owner.list("accessModes").texts().stream()
                        .map(mode -> MODES.getOrDefault(mode, mode))
                        .toList());
    }

    private static String claim(ObjectValue volume) {
        ObjectValue claim = volume.object("spec").object("claimRef");
        return claim.isEmpty() ? "" : claim.text("namespace", "") + "/" + claim.text("name", "");
    }
}
