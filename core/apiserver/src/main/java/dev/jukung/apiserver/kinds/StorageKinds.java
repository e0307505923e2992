package dev.jukung.apiserver.kinds;

import static dev.jukung.model.Resources.*;

import dev.jukung.apiserver.registry.Kind;
import java.util.List;

/** The groups {@code storage.k8s.io} and {@code resource.k8s.io}. */
final class StorageKinds {
    private StorageKinds() {}

    static List<Kind.Declaration> declare(BuiltInKinds kinds) {
        return List.of(
                kinds.declare(CSIDRIVERS)
                        .answersDeleted()
                        .columns(StorageColumns.DRIVERS)
                        .strategy(StorageStrategies.DRIVER),
                kinds.declare(CSINODES)
                        .answersDeleted()
                        .columns(StorageColumns.NODES)
                        .strategy(new StorageNodeStrategy()),
                kinds.declare(CSISTORAGECAPACITIES)
                        .columns(CoreColumns.NAME_AND_CREATED)
                        .strategy(StorageStrategies.CAPACITY),
                kinds.declare(STORAGECLASSES)
                        .answersDeleted()
                        .shortNames("sc")
                        .columns(StorageColumns.CLASSES)
                        .strategy(new StorageClassStrategy()),
                kinds.declare(VOLUMEATTACHMENTS)
                        .answersDeleted()
                        .columns(StorageColumns.ATTACHMENTS)
                        .statusKeepingMetadata()
                        .strategy(StorageStrategies.ATTACHMENT),
                kinds.declare(VOLUMEATTRIBUTESCLASSES)
                        .answersDeleted()
                        .shortNames("vac")
                        .columns(StorageColumns.ATTRIBUTES_CLASSES)
                        .strategy(StorageStrategies.ATTRIBUTES_CLASS),
                kinds.declare(DEVICECLASSES).answersDeleted().strategy(new DeviceClassStrategy()),
                kinds.declare(RESOURCECLAIMS)
                        .answersDeleted()
                        .columns(StorageColumns.RESOURCE_CLAIMS)
                        .statusKeepingMetadata()
                        .strategy(new ResourceClaimStrategy(false)),
                kinds.declare(RESOURCECLAIMTEMPLATES).answersDeleted().strategy(new ResourceClaimStrategy(true)),
                kinds.declare(RESOURCESLICES)
                        .answersDeleted()
                        .selectable("spec.driver", "spec.nodeName")
                        .columns(StorageColumns.RESOURCE_SLICES)
                        .strategy(new ResourceSliceStrategy()));
    }
}
