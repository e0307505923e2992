package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.ContainerStatus.State;
import dev.jukung.kubelet.pod.PodContainer.Role;
import dev.jukung.kubelet.pod.PodFacts.Blocked;
import dev.jukung.model.Views;
import dev.jukung.model.core.v1.VolumeMount;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes the status of one container of a pod. Pure functions. */
final class ContainerStatuses {
    private final PodFacts facts;
    private final String runtimeName;
    private final boolean hasInit;

    ContainerStatuses(PodFacts facts, String runtimeName) {
        this.facts = facts;
        this.runtimeName = runtimeName;
        this.hasInit = !facts.pod().spec().initContainers().isEmpty();
    }

    ObjectValue of(PodContainer container) {
        List<ContainerStatus> history = facts.history(container.name());
        Optional<dev.jukung.model.core.v1.ContainerStatus> known = PodStatuses.of(facts.pod(), container.name());
        if (history.isEmpty()) {
            return unseen(container, known);
        }
        ContainerStatus newest = history.getFirst();
        boolean running = newest.running() && !facts.starting().equals(Optional.of(container.name()));
        boolean started = facts.started(newest);
        ObjectValue.Builder status = ObjectValue.builder()
                .set("name", container.name())
                .set("state", state(container, newest))
                .set("lastState", lastState(container, history, known))
                .set("ready", ready(container, newest))
                .set("restartCount", (long) newest.attempt())
                .set("image", newest.image())
                .set("imageID", newest.imageReference())
                .set("containerID", runtimeName + "://" + newest.id())
                .set("started", running && started);
        return resources(container, status);
    }

    /** Nothing of it is in the runtime: it has not been created yet, or its remains have been removed. */
    private ObjectValue unseen(PodContainer container, Optional<dev.jukung.model.core.v1.ContainerStatus> known) {
        boolean wasThere = known.map(status -> status.containerID().isPresent()).orElse(false);
        if (wasThere && facts.ending().isPresent()) {
            ObjectValue state = known.get().tree().object("state");
            // The runtime forgot how it ended; that is what Kubernetes says then.
            ObjectValue gone = state.has("terminated") ? state : ObjectValue.of("terminated", lost(known.get()));
            return known.get().tree().with("state", gone).with("ready", false).with("started", false);
        }
        ObjectValue.Builder status = ObjectValue.builder()
                .set("name", container.name())
                .set("state", waiting(container))
                .set("lastState", known.map(before -> carried(before)).orElse(ObjectValue.EMPTY))
                .set("ready", false)
                .set("restartCount", (long)
                        known.map(before -> before.restartCount()).orElse(0))
                .set("image", container.spec().image().orElse(""))
                .set("imageID", "")
                .set("started", false);
        return resources(container, status);
    }

    private static ObjectValue lost(dev.jukung.model.core.v1.ContainerStatus known) {
        ObjectValue terminated = ObjectValue.of(
                "exitCode",
                137L,
                "reason",
                "ContainerStatusUnknown",
                "message",
                "The container could not be located when the pod was terminated");
        return known.containerID().isPresent()
                ? terminated.with("containerID", known.containerID().get())
                : terminated;
    }

    private static ObjectValue carried(dev.jukung.model.core.v1.ContainerStatus known) {
        ObjectValue state = known.tree().object("state");
        return state.has("terminated") ? state : known.tree().object("lastState");
    }

    private ObjectValue state(PodContainer container, ContainerStatus newest) {
        boolean starting = facts.starting().equals(Optional.of(container.name()));
        return switch (newest.state()) {
            case State.Running(var startedAt) ->
                starting
                        ? waiting(container)
                        : ObjectValue.of("running", ObjectValue.of("startedAt", Views.fromTime(startedAt)));
            case State.Exited exit ->
                waitsToRestart(container, exit)
                        ? waiting(container)
                        : ObjectValue.of("terminated", terminated(newest, exit));
            case State.Created _, State.Unknown _ -> waiting(container);
        };
    }

    /** It ended, will start again, and there is a reason why it has not yet. */
    private boolean waitsToRestart(PodContainer container, State.Exited exit) {
        return facts.ending().isEmpty()
                && facts.blocked().containsKey(container.name())
                && container.restartsAfter(facts.pod().spec(), exit.exitCode());
    }

    private ObjectValue waiting(PodContainer container) {
        Blocked blocked = facts.blocked().get(container.name());
        if (blocked != null) {
            ObjectValue waiting = ObjectValue.of("reason", blocked.reason());
            return ObjectValue.of(
                    "waiting", blocked.message().isEmpty() ? waiting : waiting.with("message", blocked.message()));
        }
        boolean init = container.role() == Role.INIT || container.role() == Role.SIDECAR;
        boolean initializing = init || (hasInit && container.role() == Role.REGULAR && !initialized());
        return ObjectValue.of(
                "waiting", ObjectValue.of("reason", initializing ? "PodInitializing" : "ContainerCreating"));
    }

    private boolean initialized() {
        return PodContainer.of(facts.pod().spec()).stream()
                .filter(container -> container.role() == Role.INIT || container.role() == Role.SIDECAR)
                .allMatch(container -> facts.current(container.name())
                        .map(status -> container.role() == Role.SIDECAR
                                ? facts.started(status)
                                : status.state() instanceof State.Exited exit && exit.exitCode() == 0)
                        .orElse(false));
    }

    private ObjectValue lastState(
            PodContainer container,
            List<ContainerStatus> history,
            Optional<dev.jukung.model.core.v1.ContainerStatus> known) {
        ContainerStatus newest = history.getFirst();
        if (newest.state() instanceof State.Exited exit && waitsToRestart(container, exit)) {
            return ObjectValue.of("terminated", terminated(newest, exit));
        }
        for (ContainerStatus older : history.subList(1, history.size())) {
            if (older.state() instanceof State.Exited exit) {
                return ObjectValue.of("terminated", terminated(older, exit));
            }
        }
        boolean restarted = newest.attempt() > 0;
        return restarted ? known.map(ContainerStatuses::lastKnown).orElse(ObjectValue.EMPTY) : ObjectValue.EMPTY;
    }

    private static ObjectValue lastKnown(dev.jukung.model.core.v1.ContainerStatus known) {
        return known.tree().object("lastState");
    }

    private ObjectValue terminated(ContainerStatus container, State.Exited exit) {
        ObjectValue.Builder terminated = ObjectValue.builder().set("exitCode", (long) exit.exitCode());
        if (!exit.reason().isEmpty()) {
            terminated.set("reason", exit.reason());
        }
        if (!exit.message().isEmpty()) {
            terminated.set("message", exit.message());
        }
        return terminated
                .set("startedAt", Views.fromTime(exit.startedAt()))
                .set("finishedAt", Views.fromTime(exit.finishedAt()))
                .set("containerID", runtimeName + "://" + container.id())
                .build();
    }

    private boolean ready(PodContainer container, ContainerStatus newest) {
        return switch (container.role()) {
            case INIT -> newest.state() instanceof State.Exited exit && exit.exitCode() == 0;
            case EPHEMERAL -> false;
            case SIDECAR, REGULAR ->
                facts.started(newest) && facts.healthOf(newest).ready();
        };
    }

    /** What the container may use and what it has mounted, as the spec says: both are applied as they are asked for. */
    private static ObjectValue resources(PodContainer container, ObjectValue.Builder status) {
        if (container.role() != Role.EPHEMERAL) {
            ObjectValue resources = container.spec().tree().object("resources");
            if (resources.has("requests")) {
                status.set("allocatedResources", resources.object("requests"));
            }
            status.set("resources", resources);
        }
        List<Object> mounts = new ArrayList<>();
        for (VolumeMount mount : container.spec().volumeMounts()) {
            ObjectValue value = ObjectValue.of("name", mount.name(), "mountPath", mount.mountPath());
            boolean readOnly = mount.readOnly().orElse(false);
            mounts.add(readOnly ? value.with("readOnly", true).with("recursiveReadOnly", "Disabled") : value);
        }
        if (!mounts.isEmpty()) {
            status.set("volumeMounts", ListValue.copyOf(mounts));
        }
        return status.build();
    }
}
