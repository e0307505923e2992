package dev.jukung.app.client;

import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.value.ObjectValue;

/**
 * How far the rollout of an object is, in kubectl's words.
 *
 * @param done whether nothing is left to wait for
 */
public record Rollout(String message, boolean done) {
    /** @throws CommandException when it cannot succeed any more, or when such objects have none */
    static Rollout of(ApiResource resource, ObjectValue object) {
        String name = object.object("metadata").text("name", "");
        ObjectValue status = object.object("status");
        boolean observed = observed(object);
        return switch (resource.kindName()) {
            case "deployment.apps" -> ofDeployment(object);
            case "daemonset.apps" ->
                observed ? daemonSet(name, status) : waiting("Waiting for daemon set spec update to be observed...");
            case "statefulset.apps" ->
                observed ? statefulSet(object) : waiting("Waiting for statefulset spec update to be observed...");
            default ->
                throw new CommandException(
                        ExitCode.USAGE,
                        "no status viewer has been implemented for "
                                + resource.type().kind());
        };
    }

    private static boolean observed(ObjectValue object) {
        return object.object("status").integer("observedGeneration", 0)
                >= object.object("metadata").integer("generation", 0);
    }

    private static Rollout waiting(String message) {
        return new Rollout(message, false);
    }

    /** @throws CommandException when it cannot succeed any more */
    public static Rollout ofDeployment(ObjectValue object) {
        String name = object.object("metadata").text("name", "");
        ObjectValue status = object.object("status");
        if (!observed(object)) {
            return waiting("Waiting for deployment spec update to be observed...");
        }
        if (status.list("conditions").objects().stream()
                .anyMatch(condition -> condition.text("type", "").equals("Progressing")
                        && condition.text("reason", "").equals("ProgressDeadlineExceeded"))) {
            throw new CommandException(ExitCode.FAILED, "deployment \"" + name + "\" exceeded its progress deadline");
        }
        String start = "Waiting for deployment \"" + name + "\" rollout to finish: ";
        long wanted = object.object("spec").integer("replicas", 1);
        long all = status.integer("replicas", 0);
        long updated = status.integer("updatedReplicas", 0);
        long available = status.integer("availableReplicas", 0);
        if (updated < wanted) {
            return waiting(start + updated + " out of " + wanted + " new replicas have been updated...");
        }
        if (all > updated) {
            return waiting(start + (all - updated) + " old replicas are pending termination...");
        }
        if (available < updated) {
            return waiting(start + available + " of " + updated + " updated replicas are available...");
        }
        return new Rollout("deployment \"" + name + "\" successfully rolled out", true);
    }

    private static Rollout daemonSet(String name, ObjectValue status) {
        String start = "Waiting for daemon set \"" + name + "\" rollout to finish: ";
        long wanted = status.integer("desiredNumberScheduled", 0);
        long updated = status.integer("updatedNumberScheduled", 0);
        long available = status.integer("numberAvailable", 0);
        if (updated < wanted) {
            return waiting(start + updated + " out of " + wanted + " new pods have been updated...");
        }
        if (available < wanted) {
            return waiting(start + available + " of " + wanted + " updated pods are available...");
        }
        return new Rollout("daemon set \"" + name + "\" successfully rolled out", true);
    }

    private static Rollout statefulSet(ObjectValue object) {
        ObjectValue status = object.object("status");
        long wanted = object.object("spec").integer("replicas", 1);
        long ready = status.integer("readyReplicas", 0);
        long updated = status.integer("updatedReplicas", 0);
        long partition = object.object("spec")
                .object("updateStrategy")
                .object("rollingUpdate")
                .integer("partition", 0);
        if (ready < wanted) {
            return waiting("Waiting for " + (wanted - ready) + " pods to be ready...");
        }
        if (partition > 0) {
            return updated < wanted - partition
                    ? waiting("Waiting for partitioned roll out to finish: " + updated + " out of "
                            + (wanted - partition) + " new pods have been updated...")
                    : new Rollout("partitioned roll out complete: " + updated + " new pods have been updated...", true);
        }
        String revision = status.text("updateRevision", "");
        if (!revision.equals(status.text("currentRevision", ""))) {
            return waiting("waiting for statefulset rolling update to complete " + updated + " pods at revision "
                    + revision + "...");
        }
        return new Rollout(
                "statefulset rolling update complete " + status.integer("currentReplicas", 0) + " pods at revision "
                        + status.text("currentRevision", "") + "...",
                true);
    }
}
