package dev.jukung.apiserver.kinds;

import static dev.jukung.apiserver.kinds.Columns.at;
import static dev.jukung.apiserver.kinds.Columns.table;
import static dev.jukung.apiserver.kinds.Columns.text;
import static dev.jukung.apiserver.kinds.Columns.wide;

import dev.jukung.apiserver.registry.Ages;
import dev.jukung.apiserver.registry.Column;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The columns of Pods. */
final class PodColumns {
    static final List<Column> ALL = table(
            text("Ready", PodColumns::ready),
            text("Status", PodColumns::status),
            new Column("Restarts", "string", "", "", 0, PodColumns::restarts),
            wide("IP", at(Columns.NONE, "status", "podIP")),
            wide("Node", at(Columns.NONE, "spec", "nodeName")),
            wide("Nominated Node", at(Columns.NONE, "status", "nominatedNodeName")),
            wide("Readiness Gates", PodColumns::gates));

    private PodColumns() {}

    private static boolean sidecar(ObjectValue pod, String container) {
        return pod.object("spec").list("initContainers").objects().stream()
                .anyMatch(init -> init.text("name", "").equals(container)
                        && init.text("restartPolicy", "").equals("Always"));
    }

    private static String ready(ObjectValue pod) {
        long sidecars = pod.object("spec").list("initContainers").objects().stream()
                .filter(init -> init.text("restartPolicy", "").equals("Always"))
                .count();
        long ready = Stream.concat(
                        pod.object("status").list("containerStatuses").objects().stream(),
                        pod.object("status").list("initContainerStatuses").objects().stream()
                                .filter(status -> sidecar(pod, status.text("name", ""))))
                .filter(status -> status.flag("ready", false))
                .count();
        return ready + "/" + (pod.object("spec").list("containers").size() + sidecars);
    }

    static String status(ObjectValue pod) {
        ObjectValue status = pod.object("status");
        String reason = status.text("reason", status.text("phase", ""));
        boolean gated = status.list("conditions").objects().stream()
                .anyMatch(condition -> condition.text("type", "").equals("PodScheduled")
                        && condition.text("reason", "").equals("SchedulingGated"));
        if (gated) {
            reason = "SchedulingGated";
        }
        Optional<String> initializing = initializing(pod);
        reason = initializing.isPresent() ? initializing.get() : running(pod, reason);
        if (!pod.object("metadata").has("deletionTimestamp")) {
            return reason;
        }
        String phase = status.text("phase", "");
        if (status.text("reason", "").equals("NodeLost")) {
            return "Unknown";
        }
        return phase.equals("Succeeded") || phase.equals("Failed") ? reason : "Terminating";
    }

    private static Optional<String> initializing(ObjectValue pod) {
        List<ObjectValue> statuses =
                pod.object("status").list("initContainerStatuses").objects();
        int total = pod.object("spec").list("initContainers").size();
        for (int i = 0; i < statuses.size(); i++) {
            ObjectValue status = statuses.get(i);
            ObjectValue state = status.object("state");
            ObjectValue terminated = state.object("terminated");
            if (state.has("terminated") && terminated.integer("exitCode", 0) == 0) {
                continue;
            }
            if (sidecar(pod, status.text("name", "")) && status.flag("started", false)) {
                continue;
            }
            if (state.has("terminated")) {
                return Optional.of("Init:" + terminationReason(terminated));
            }
            String waiting = state.object("waiting").text("reason", "");
            return !waiting.isEmpty() && !waiting.equals("PodInitializing")
                    ? Optional.of("Init:" + waiting)
                    : Optional.of("Init:" + i + "/" + total);
        }
        return Optional.empty();
    }

    private static String terminationReason(ObjectValue terminated) {
        String reason = terminated.text("reason", "");
        if (!reason.isEmpty()) {
            return reason;
        }
        long signal = terminated.integer("signal", 0);
        return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.integer("exitCode", 0);
    }

    private static String running(ObjectValue pod, String otherwise) {
        String reason = otherwise;
        boolean running = false;
        for (ObjectValue status :
                pod.object("status").list("containerStatuses").objects().reversed()) {
            ObjectValue state = status.object("state");
            String waiting = state.object("waiting").text("reason", "");
            if (!waiting.isEmpty()) {
                reason = waiting;
            } else if (state.has("terminated")) {
                reason = terminationReason(state.object("terminated"));
            } else if (status.flag("ready", false) && state.has("running")) {
                running = true;
            }
        }
        if (!reason.equals("Completed") || !running) {
            return reason;
        }
        boolean ready = pod.object("status").list("conditions").objects().stream()
                .anyMatch(condition -> condition.text("type", "").equals("Ready")
                        && condition.text("status", "").equals("True"));
        return ready ? "Running" : "NotReady";
    }

    private static Object restarts(ObjectValue pod, Instant now) {
        long restarts = 0;
        String last = "";
        for (ObjectValue status : pod.object("status").list("containerStatuses").objects()) {
            restarts += status.integer("restartCount", 0);
            String finished = status.object("lastState").object("terminated").text("finishedAt", "");
            last = finished.compareTo(last) > 0 ? finished : last;
        }
        for (ObjectValue status :
                pod.object("status").list("initContainerStatuses").objects()) {
            restarts += status.integer("restartCount", 0);
        }
        return restarts > 0 && !last.isEmpty()
                ? restarts + " (" + Ages.since(last, now) + " ago)"
                : Long.toString(restarts);
    }

    private static String gates(ObjectValue pod) {
        List<ObjectValue> gates = pod.object("spec").list("readinessGates").objects();
        if (gates.isEmpty()) {
            return Columns.NONE;
        }
        long open = gates.stream()
                .filter(gate -> pod.object("status").list("conditions").objects().stream()
                        .anyMatch(condition -> condition.text("type", "").equals(gate.text("conditionType", ""))
                                && condition.text("status", "").equals("True")))
                .count();
        return open + "/" + gates.size();
    }
}
