package dev.jukung.controllers.statefulset;

import dev.jukung.base.Cause;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.StatefulSet;
import dev.jukung.model.core.v1.PersistentVolumeClaim;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import java.util.Optional;

/** Writes the pods and the claims of StatefulSets and tells users of it. */
final class StatefulWrites {
    private final ApiClient client;
    private final EventRecorder events;
    private final Lister<PersistentVolumeClaim> claims;

    StatefulWrites(ApiClient client, EventRecorder events, Lister<PersistentVolumeClaim> claims) {
        this.client = client;
        this.events = events;
        this.claims = claims;
    }

    private interface Write {
        void run() throws InterruptedException;
    }

    /** Tells whether it went well, and throws on what went wrong. */
    private void told(String verb, StatefulSet set, Pod pod, Write write) throws InterruptedException {
        String what = verb + " Pod " + pod.name() + " in StatefulSet " + set.name();
        try {
            write.run();
        } catch (ApiException e) {
            if (!e.is(Reason.ALREADY_EXISTS)) {
                events.warning(set, "Failed" + verb, what + " failed error: " + e.getMessage());
            }
            throw e;
        }
        events.normal(set, "Successful" + verb, what + " successful");
    }

    void create(StatefulSet set, Pod pod, int ordinal) throws InterruptedException {
        told("Create", set, pod, () -> {
            createClaims(set, pod, ordinal);
            Pod created =
                    Cause.deciding("create a missing pod of " + set.name(), () -> client.create(Resources.PODS, pod));
            for (PersistentVolumeClaim claim : StatefulPods.claims(set, ordinal)) {
                claims.find(claim.key()).ifPresent(there -> warnOfOtherController(set, created, there));
            }
            setOwners(set, created, ordinal);
        });
    }

    void delete(StatefulSet set, Pod pod) throws InterruptedException {
        told("Delete", set, pod, () -> {
            try {
                Cause.doing(
                        "delete a pod of " + set.name(),
                        () -> client.delete(Resources.PODS, pod.key(), DeleteOptions.NONE.onlyUid(pod.uid())));
            } catch (ApiException e) {
                if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
                    throw e; // otherwise it is gone already
                }
            }
        });
    }

    void identify(StatefulSet set, Pod pod, int ordinal) throws InterruptedException {
        told(
                "Update",
                set,
                pod,
                () -> Cause.deciding(
                        "label a pod of " + set.name(),
                        () -> client.update(Resources.PODS, StatefulPods.withIdentity(pod, ordinal))));
    }

    /** Makes those that are missing. */
    void createClaims(StatefulSet set, Pod pod, int ordinal) throws InterruptedException {
        for (PersistentVolumeClaim claim : StatefulPods.claims(set, ordinal)) {
            Optional<PersistentVolumeClaim> there = claims.find(claim.key());
            if (there.isEmpty()) {
                createClaim(set, pod, claim);
            } else if (there.get().deleting()) {
                throw new ApiException(Reason.CONFLICT, "pvc " + claim.name() + " is being deleted");
            }
        }
    }

    private void createClaim(StatefulSet set, Pod pod, PersistentVolumeClaim claim) throws InterruptedException {
        try {
            Cause.deciding(
                    "claim a volume for " + pod.name(), () -> client.create(Resources.PERSISTENTVOLUMECLAIMS, claim));
        } catch (ApiException e) {
            if (e.is(Reason.ALREADY_EXISTS)) {
                return; // our copy was behind
            }
            events.warning(
                    set,
                    "FailedCreate",
                    "Create Claim " + claim.name() + " for Pod " + pod.name() + " in StatefulSet " + set.name()
                            + " failed error: " + e.getMessage());
            throw e;
        }
        events.normal(
                set,
                "SuccessfulCreate",
                "Create Claim " + claim.name() + " Pod " + pod.name() + " in StatefulSet " + set.name() + " success");
    }

    /** Whether a claim of that number goes with an earlier pod, which has to be waited for. */
    boolean hasStaleClaim(StatefulSet set, String podName, int ordinal) {
        return ClaimOwners.deletedWhenScaled(set)
                && StatefulPods.claims(set, ordinal).stream()
                        .flatMap(claim -> claims.find(claim.key()).stream())
                        .anyMatch(claim -> ClaimOwners.isStale(claim, podName));
    }

    /** Gives the pod's claims the owners that the retention policy wants. */
    void setOwners(StatefulSet set, Pod pod, int ordinal) throws InterruptedException {
        for (PersistentVolumeClaim wanted : StatefulPods.claims(set, ordinal)) {
            Optional<PersistentVolumeClaim> claim = claims.find(wanted.key());
            if (claim.isEmpty()) {
                continue; // its event brings us here again
            }
            Optional<PersistentVolumeClaim> corrected = ClaimOwners.corrected(claim.get(), set, pod);
            if (corrected.isPresent()) {
                warnOfOtherController(set, pod, claim.get());
                Cause.deciding(
                        "keep or lose the claims of " + pod.name() + " by the retention policy",
                        () -> client.update(Resources.PERSISTENTVOLUMECLAIMS, corrected.get()));
            }
        }
    }

    private void warnOfOtherController(StatefulSet set, Pod pod, PersistentVolumeClaim claim) {
        if (ClaimOwners.hasOtherController(claim, set, pod)) {
            events.warning(
                    set,
                    "ConflictingController",
                    "PersistentVolumeClaim " + claim.name()
                            + " has a conflicting OwnerReference that acts as a manging controller, the retention"
                            + " policy is ignored for this claim");
        }
    }
}
