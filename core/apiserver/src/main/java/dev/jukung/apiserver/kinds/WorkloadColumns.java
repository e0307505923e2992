package dev.jukung.apiserver.kinds;

import static dev.jukung.apiserver.kinds.Columns.CONTAINERS;
import static dev.jukung.apiserver.kinds.Columns.IMAGES;
import static dev.jukung.apiserver.kinds.Columns.NONE;
import static dev.jukung.apiserver.kinds.Columns.SELECTOR;
import static dev.jukung.apiserver.kinds.Columns.at;
import static dev.jukung.apiserver.kinds.Columns.count;
import static dev.jukung.apiserver.kinds.Columns.number;
import static dev.jukung.apiserver.kinds.Columns.table;
import static dev.jukung.apiserver.kinds.Columns.text;
import static dev.jukung.apiserver.kinds.Columns.wide;

import dev.jukung.apiserver.registry.Ages;
import dev.jukung.apiserver.registry.Column;
import dev.jukung.model.Views;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The columns of everything that makes Pods, and of what scales or guards them. */
final class WorkloadColumns {
    static final List<Column> DEPLOYMENTS = table(
            text(
                    "Ready",
                    object -> count("status", "readyReplicas").apply(object) + "/"
                            + count("spec", "replicas").apply(object)),
            number("Up-to-date", count("status", "updatedReplicas")),
            number("Available", count("status", "availableReplicas")),
            CONTAINERS,
            IMAGES,
            SELECTOR);
    static final List<Column> REPLICA_SETS = table(
            number("Desired", count("spec", "replicas")),
            number("Current", count("status", "replicas")),
            number("Ready", count("status", "readyReplicas")),
            CONTAINERS,
            IMAGES,
            SELECTOR);
    static final List<Column> REPLICATION_CONTROLLERS = table(
            number("Desired", count("spec", "replicas")),
            number("Current", count("status", "replicas")),
            number("Ready", count("status", "readyReplicas")),
            CONTAINERS,
            IMAGES,
            wide("Selector", object -> Columns.labels(object.object("spec").object("selector"))));
    static final List<Column> STATEFUL_SETS = table(
            text(
                    "Ready",
                    object -> count("status", "readyReplicas").apply(object) + "/"
                            + count("spec", "replicas").apply(object)),
            CONTAINERS,
            IMAGES);
    static final List<Column> DAEMON_SETS = table(
            number("Desired", count("status", "desiredNumberScheduled")),
            number("Current", count("status", "currentNumberScheduled")),
            number("Ready", count("status", "numberReady")),
            number("Up-to-date", count("status", "updatedNumberScheduled")),
            number("Available", count("status", "numberAvailable")),
            text(
                    "Node Selector",
                    object -> Columns.labels(Columns.template(object).object("nodeSelector"))),
            CONTAINERS,
            IMAGES,
            SELECTOR);
    static final List<Column> JOBS = table(
            text("Status", WorkloadColumns::jobStatus),
            text("Completions", WorkloadColumns::completions),
            new Column("Duration", "string", "", "", 0, WorkloadColumns::jobDuration),
            CONTAINERS,
            IMAGES,
            SELECTOR);
    static final List<Column> CRON_JOBS = table(
            text("Schedule", at("", "spec", "schedule")),
            text("Timezone", at(NONE, "spec", "timeZone")),
            text("Suspend", object -> object.object("spec").flag("suspend", false) ? "True" : "False"),
            number("Active", object ->
                    (long) object.object("status").list("active").size()),
            Columns.age("Last Schedule", NONE, "status", "lastScheduleTime"),
            wide("Containers", object -> Columns.containerNames(cronPod(object))),
            wide("Images", object -> Columns.images(cronPod(object))),
            wide(
                    "Selector",
                    object -> Columns.selector(object.object("spec")
                            .object("jobTemplate")
                            .object("spec")
                            .object("selector"))));
    static final List<Column> POD_TEMPLATES = List.of(
            Column.NAME,
            text(
                    "Containers",
                    object -> Columns.containerNames(object.object("template").object("spec"))),
            text("Images", object -> Columns.images(object.object("template").object("spec"))),
            text(
                    "Pod Labels",
                    object -> Columns.labels(
                            object.object("template").object("metadata").object("labels"))));
    static final List<Column> CONTROLLER_REVISIONS =
            table(text("Controller", WorkloadColumns::controller), number("Revision", count("revision")));
    static final List<Column> AUTOSCALERS = table(
            text(
                    "Reference",
                    object -> object.object("spec").object("scaleTargetRef").text("kind", "") + "/"
                            + object.object("spec").object("scaleTargetRef").text("name", "")),
            text("Targets", WorkloadColumns::targets),
            text("MinPods", at(Columns.UNSET, "spec", "minReplicas")),
            number("MaxPods", count("spec", "maxReplicas")),
            number("Replicas", count("status", "currentReplicas")));
    static final List<Column> DISRUPTION_BUDGETS = table(
            text("Min Available", at("N/A", "spec", "minAvailable")),
            text("Max Unavailable", at("N/A", "spec", "maxUnavailable")),
            number("Allowed Disruptions", count("status", "disruptionsAllowed")));

    private WorkloadColumns() {}

    private static ObjectValue cronPod(ObjectValue cron) {
        return cron.object("spec")
                .object("jobTemplate")
                .object("spec")
                .object("template")
                .object("spec");
    }

    private static boolean condition(ObjectValue object, String type) {
        return object.object("status").list("conditions").objects().stream()
                .anyMatch(condition -> condition.text("type", "").equals(type)
                        && condition.text("status", "").equals("True"));
    }

    private static String jobStatus(ObjectValue job) {
        if (condition(job, "Complete")) {
            return "Complete";
        }
        if (condition(job, "Failed")) {
            return "Failed";
        }
        if (job.object("metadata").has("deletionTimestamp")) {
            return "Terminating";
        }
        if (condition(job, "Suspended")) {
            return "Suspended";
        }
        if (condition(job, "FailureTarget")) {
            return "FailureTarget";
        }
        return condition(job, "SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
    }

    private static String completions(ObjectValue job) {
        long succeeded = job.object("status").integer("succeeded", 0);
        ObjectValue spec = job.object("spec");
        if (spec.has("completions")) {
            return succeeded + "/" + spec.integer("completions", 0);
        }
        long parallelism = spec.integer("parallelism", 0);
        return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
    }

    private static Object jobDuration(ObjectValue job, Instant now) {
        ObjectValue status = job.object("status");
        if (!status.has("startTime")) {
            return "";
        }
        Instant end = status.has("completionTime") ? Views.toInstant(status.text("completionTime", "")) : now;
        return Ages.human(Duration.between(Views.toInstant(status.text("startTime", "")), end));
    }

    private static String controller(ObjectValue revision) {
        return revision.object("metadata").list("ownerReferences").objects().stream()
                .filter(owner -> owner.flag("controller", false))
                .map(owner -> {
                    String group = owner.text("apiVersion", "").contains("/")
                            ? "." + owner.text("apiVersion", "").split("/")[0]
                            : "";
                    return owner.text("kind", "").toLowerCase(java.util.Locale.ROOT) + group + "/"
                            + owner.text("name", "");
                })
                .findFirst()
                .orElse(NONE);
    }

    private static final String UNKNOWN = "<unknown>";

    private static String targets(ObjectValue autoscaler) {
        ObjectValue spec = autoscaler.object("spec");
        if (spec.has("targetCPUUtilizationPercentage")) {
            Object current = autoscaler.at("status", "currentCPUUtilizationPercentage");
            return "cpu: " + (current == null ? "<unknown>" : current + "%") + "/"
                    + spec.integer("targetCPUUtilizationPercentage", 0) + "%";
        }
        List<ObjectValue> metrics = spec.list("metrics").objects();
        List<ObjectValue> current =
                autoscaler.object("status").list("currentMetrics").objects();
        if (metrics.isEmpty()) {
            return NONE;
        }
        return metrics.stream()
                        .limit(2)
                        .map(metric -> target(
                                metric,
                                metrics.indexOf(metric) < current.size()
                                        ? current.get(metrics.indexOf(metric))
                                        : ObjectValue.EMPTY))
                        .collect(Collectors.joining(", "))
                + (metrics.size() > 2 ? " + " + (metrics.size() - 2) + " more..." : "");
    }

    private static String target(ObjectValue metric, ObjectValue current) {
        String type = metric.text("type", "Resource");
        String source = Character.toLowerCase(type.charAt(0)) + type.substring(1);
        ObjectValue target = metric.object(source).object("target");
        ObjectValue now = current.object(source).object("current");
        boolean average = target.has("averageValue");
        String value = average ? "averageValue" : "value";
        return switch (type) {
            case "Resource", "ContainerResource" -> {
                String name = metric.object(source).text("name", "") + ": ";
                if (average) {
                    yield name + now.text(value, UNKNOWN) + "/" + target.text(value, "");
                }
                String percent = now.has("averageUtilization") ? now.integer("averageUtilization", 0) + "%" : UNKNOWN;
                yield name + percent + "/"
                        + (target.has("averageUtilization") ? target.integer("averageUtilization", 0) + "%" : "<auto>");
            }
            case "Pods" -> now.text("averageValue", UNKNOWN) + "/" + target.text("averageValue", "0");
            default -> now.text(value, UNKNOWN) + "/" + target.text(value, "0") + (average ? " (avg)" : "");
        };
    }
}
