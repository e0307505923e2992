package dev.jukung.apiserver.kinds;

import static dev.jukung.model.Resources.*;

import dev.jukung.apiserver.registry.Kind;
import java.util.List;

/** The groups {@code storage.k8s.io} and {@code resource.k8s.io}. */
final class StorageKinds {
    private StorageKinds() {}

    static List<Kind.Declaration> declare(BuiltInKinds kinds) {
        return List.of(
                kinds.declare(CSIDRIVERS).columns(StorageColumns.DRIVERS),
                kinds.declare(CSINODES).columns(StorageColumns.NODES),
                kinds.declare(CSISTORAGECAPACITIES).columns(StorageColumns.CAPACITIES),
                kinds.declare(STORAGECLASSES).shortNames("sc").columns(StorageColumns.CLASSES),
                kinds.declare(VOLUMEATTACHMENTS)
                        .columns(StorageColumns.ATTACHMENTS)
                        .status(),
                kinds.declare(VOLUMEATTRIBUTESCLASSES).shortNames("vac").columns(StorageColumns.ATTRIBUTES_CLASSES),
                kinds.declare(DEVICECLASSES).strategy(SpecStrategy.INSTANCE),
                kinds.declare(RESOURCECLAIMS)
                        .columns(StorageColumns.RESOURCE_CLAIMS)
                        .status(),
                kinds.declare(RESOURCECLAIMTEMPLATES),
                kinds.declare(RESOURCESLICES)
                        .selectable("spec.driver", "spec.nodeName")
                        .columns(StorageColumns.RESOURCE_SLICES)
                        .strategy(SpecStrategy.INSTANCE));
    }
}
