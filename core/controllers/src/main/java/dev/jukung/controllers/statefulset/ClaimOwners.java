package dev.jukung.controllers.statefulset;

import dev.jukung.model.KubeObject;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.StatefulSet;
import dev.jukung.model.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy;
import dev.jukung.model.core.v1.PersistentVolumeClaim;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.meta.v1.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who owns the claims of a StatefulSet by its retention policy: nobody where they are kept, the set where they go with it, and
 * a pod that is scaled away where they go with that. Pure functions.
 */
final class ClaimOwners {
    private static final String DELETE = "Delete";

    private ClaimOwners() {}

    static boolean deletedWhenScaled(StatefulSet set) {
        return policy(set)
                .flatMap(StatefulSetPersistentVolumeClaimRetentionPolicy::whenScaled)
                .filter(DELETE::equals)
                .isPresent();
    }

    private static boolean deletedWithSet(StatefulSet set) {
        return policy(set)
                .flatMap(StatefulSetPersistentVolumeClaimRetentionPolicy::whenDeleted)
                .filter(DELETE::equals)
                .isPresent();
    }

    private static Optional<StatefulSetPersistentVolumeClaimRetentionPolicy> policy(StatefulSet set) {
        return set.spec().persistentVolumeClaimRetentionPolicy();
    }

    /** Whether the claim goes with an earlier pod of that name: it must not be given to a new one. */
    static boolean isStale(PersistentVolumeClaim claim, String podName) {
        return claim.metadata().ownerReferences().stream()
                .anyMatch(owner -> owner.kind().equals(Resources.PODS.kind())
                        && owner.apiVersion().equals(Resources.PODS.apiVersion())
                        && owner.name().equals(podName));
    }

    /** Whether somebody else manages the claim, so that the policy cannot hold. */
    static boolean hasOtherController(PersistentVolumeClaim claim, StatefulSet set, Pod pod) {
        return (deletedWhenScaled(set) || deletedWithSet(set))
                && claim.metadata().ownerReferences().stream()
                        .anyMatch(owner -> owner.controller().orElse(false) && !isOurs(owner, set, pod));
    }

    private static boolean isOurs(OwnerReference owner, StatefulSet set, Pod pod) {
        return names(owner, set, Resources.STATEFULSETS) || names(owner, pod, Resources.PODS);
    }

    private static boolean names(OwnerReference owner, KubeObject object, ResourceType<?> type) {
        return owner.apiVersion().equals(type.apiVersion())
                && owner.kind().equals(type.kind())
                && owner.name().equals(object.name());
    }

    /** The claim with the owners that it should have; empty where it has them, or where it is another set's or pod's. */
    static Optional<PersistentVolumeClaim> corrected(PersistentVolumeClaim claim, StatefulSet set, Pod pod) {
        List<OwnerReference> references = claim.metadata().ownerReferences();
        boolean anothers = references.stream()
                .anyMatch(owner -> (names(owner, set, Resources.STATEFULSETS)
                                && !owner.uid().equals(set.uid()))
                        || (names(owner, pod, Resources.PODS) && !owner.uid().equals(pod.uid())));
        if (anothers) {
            return Optional.empty();
        }
        List<OwnerReference> wanted = new ArrayList<>(
                references.stream().filter(owner -> !isOurs(owner, set, pod)).toList());
        if (!hasOtherController(claim, set, pod)) {
            owner(set, pod).ifPresent(wanted::add);
        }
        return wanted.equals(references)
                ? Optional.empty()
                : Optional.of(claim.withMetadata(claim.metadata().withOwnerReferences(wanted)));
    }

    private static Optional<OwnerReference> owner(StatefulSet set, Pod pod) {
        boolean wanted = Ordinals.of(set, pod).stream().anyMatch(ordinal -> Ordinals.isWanted(set, ordinal));
        if (deletedWhenScaled(set) && !wanted) {
            return Optional.of(OwnerReferences.newControllerRef(pod, Resources.PODS));
        }
        return deletedWithSet(set)
                ? Optional.of(OwnerReferences.newControllerRef(set, Resources.STATEFULSETS))
                : Optional.empty();
    }
}
