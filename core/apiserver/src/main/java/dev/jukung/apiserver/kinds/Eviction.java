package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.Resources;
import dev.jukung.model.Views;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Set;

/** Deletes a Pod unless a disruption budget forbids it (policy/v1 Eviction). Stateless. */
final class Eviction {
    /** Evicted pods whose deletion the controller has not seen; more is a sign that it does not run. */
    private static final int DISRUPTED_MAX = 2000;

    private static final long BEING_PROCESSED_SECONDS = 10;
    private static final String MESSAGE = "Cannot evict pod as it would violate the pod's disruption budget.";
    private static final Set<String> NOT_SERVING = Set.of("Succeeded", "Failed", "Pending");

    private Eviction() {}

    static void perform(Verbs verbs, Call call, ObjectValue eviction) throws InterruptedException {
        String name = eviction.object("metadata").text("name", "");
        if (!name.equals(call.name())) {
            throw Failures.badRequest("name in URL does not match name in Eviction object");
        }
        ObjectValue options = eviction.object("deleteOptions");
        boolean dry = call.rules().dryRun() || !options.list("dryRun").isEmpty();
        Call whole = dry ? call.below("").with(call.rules().dry()) : call.below("");
        ObjectValue pod = verbs.get(whole).tree();
        if (isDisruptive(pod)) {
            takeDisruption(verbs, whole, pod);
        }
        mark(verbs, whole);
        verbs.deleteAdmitted(whole, thisOne(options, pod)); // what was decided holds for this pod only
    }

    private static boolean isDisruptive(ObjectValue pod) {
        return !NOT_SERVING.contains(pod.object("status").text("phase", ""))
                && !pod.object("metadata").has("deletionTimestamp");
    }

    private static ObjectValue thisOne(ObjectValue options, ObjectValue pod) {
        return options.object("preconditions").has("uid")
                ? options
                : options.withAt(pod.object("metadata").text("uid", ""), "preconditions", "uid");
    }

    /** Tells in the pod's status why it goes. */
    private static void mark(Verbs verbs, Call call) throws InterruptedException {
        Object now = Views.fromTime(verbs.writer().now());
        verbs.writer().assign(call, pod -> {
            ListValue conditions = ListValue.EMPTY;
            for (ObjectValue each : pod.object("status").list("conditions").objects()) {
                if (!each.text("type", "").equals("DisruptionTarget")) {
                    conditions = conditions.plus(each);
                }
            }
            ObjectValue target = ObjectValue.of(
                    "type", "DisruptionTarget",
                    "status", "True",
                    "lastTransitionTime", now,
                    "reason", "EvictionByEvictionAPI",
                    "message", "Eviction API: evicting");
            return pod.withAt(conditions.plus(target), "status", "conditions");
        });
    }

    /** Counts the eviction in the budget that covers the pod, if there is one; throws where it does not allow it. */
    private static void takeDisruption(Verbs verbs, Call call, ObjectValue pod) throws InterruptedException {
        Kind budgets = verbs.writer().kinds().get(Resources.PODDISRUPTIONBUDGETS);
        List<StoredObject> matching =
                verbs.reader().list(budgets, Reader.ListRequest.all(call.namespace())).items().stream()
                        .filter(budget -> covers(budget.tree(), pod))
                        .toList();
        if (matching.size() > 1) {
            throw new ApiException(
                    Reason.UNKNOWN,
                    500,
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
                    ObjectValue.EMPTY);
        }
        if (matching.isEmpty() || isOutside(matching.getFirst().tree(), pod)) {
            return;
        }
        String name = matching.getFirst().tree().object("metadata").text("name", "");
        Call status = new Call(call.user(), budgets, call.namespace(), name, "", call.rules(), call.warnings());
        verbs.writer().assign(status, budget -> taken(budget, call.name(), verbs));
    }

    private static boolean covers(ObjectValue budget, ObjectValue pod) {
        ObjectValue spec = budget.object("spec");
        return spec.has("selector")
                && LabelSelectors.of(new LabelSelector(spec.object("selector")))
                        .matches(pod.object("metadata").object("labels"));
    }

    /** A pod that is not ready serves nobody: it may go while the others are enough, or always if the budget says so. */
    private static boolean isOutside(ObjectValue budget, ObjectValue pod) {
        boolean ready = pod.object("status").list("conditions").objects().stream()
                .anyMatch(each -> each.text("type", "").equals("Ready")
                        && each.text("status", "").equals("True"));
        if (ready) {
            return false;
        }
        ObjectValue status = budget.object("status");
        long desired = status.integer("desiredHealthy", 0);
        return budget.object("spec").text("unhealthyPodEvictionPolicy", "").equals("AlwaysAllow")
                || (desired > 0 && status.integer("currentHealthy", 0) >= desired);
    }

    private static ObjectValue taken(ObjectValue budget, String pod, Verbs verbs) {
        ObjectValue status = budget.object("status");
        String name = budget.object("metadata").text("name", "");
        if (status.integer("observedGeneration", 0) < budget.object("metadata").integer("generation", 0)) {
            throw refused(
                    "The disruption budget " + name + " is still being processed by the server.",
                    BEING_PROCESSED_SECONDS);
        }
        if (status.object("disruptedPods").size() > DISRUPTED_MAX) {
            throw Failures.forbidden(
                    verbs.writer().kinds().get(Resources.PODDISRUPTIONBUDGETS),
                    name,
                    "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }
        long allowed = status.integer("disruptionsAllowed", 0);
        if (allowed <= 0) {
            throw refused(why(name, status), 0);
        }
        Object now = Views.fromTime(verbs.writer().now());
        ObjectValue result =
                budget.withAt(allowed - 1, "status", "disruptionsAllowed").withAt(now, "status", "disruptedPods", pod);
        return allowed > 1 ? result : result.withAt(spent(status.list("conditions"), now), "status", "conditions");
    }

    private static ListValue spent(ListValue conditions, Object now) {
        ListValue changed = ListValue.EMPTY;
        for (ObjectValue each : conditions.objects()) {
            boolean allowed = each.text("type", "").equals("DisruptionAllowed");
            changed = changed.plus(
                    allowed
                            ? each.with("status", "False")
                                    .with("reason", "InsufficientPods")
                                    .with("lastTransitionTime", now)
                            : each);
        }
        return changed;
    }

    private static String why(String name, ObjectValue status) {
        ObjectValue condition = status.list("conditions").objects().stream()
                .filter(each -> each.text("type", "").equals("DisruptionAllowed"))
                .filter(each -> each.text("status", "").equals("False"))
                .findFirst()
                .orElse(ObjectValue.EMPTY);
        String message = condition.text("message", "");
        String reason = condition.text("reason", "");
        long desired = status.integer("desiredHealthy", 0);
        long current = status.integer("currentHealthy", 0);
        if (!message.isEmpty() && reason.equals("SyncFailed")) {
            return "The disruption budget " + name + " does not allow evicting pods currently because it failed sync: "
                    + message;
        }
        if (current <= desired) {
            return "The disruption budget " + name + " needs " + desired + " healthy pods and has " + current
                    + " currently";
        }
        String plain = "The disruption budget " + name + " does not allow evicting pods currently";
        return message.isEmpty() ? plain : plain + " (" + reason + "): " + message;
    }

    private static ApiException refused(String why, long seconds) {
        ObjectValue details =
                ObjectValue.of("causes", ListValue.of(ObjectValue.of("reason", "DisruptionBudget", "message", why)));
        return new ApiException(
                Reason.TOO_MANY_REQUESTS,
                429,
                MESSAGE,
                seconds == 0 ? details : details.with("retryAfterSeconds", seconds));
    }
}
