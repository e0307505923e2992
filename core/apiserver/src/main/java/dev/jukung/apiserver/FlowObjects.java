package dev.jukung.apiserver;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.flowcontrol.FlowDefaults;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the FlowSchemas and PriorityLevelConfigurations that the server brings, and tells in the status of each FlowSchema
 * whether its level exists. Runs at the start, and after each change of such an object. Thread-safe.
 */
final class FlowObjects {
    private static final User SERVER = User.of("system:apiserver", User.MASTERS);
    private static final String PRODUCER = "api-priority-and-fairness-config-producer-v1";
    private static final String CONSUMER = "api-priority-and-fairness-config-consumer-v1";

    private final Verbs verbs;
    private final Kinds kinds;
    private final Clock clock;
    private final Upkeep upkeep;

    FlowObjects(Verbs verbs, Kinds kinds, Clock clock) {
        this.verbs = verbs;
        this.kinds = kinds;
        this.clock = clock;
        this.upkeep = new Upkeep("flow-objects", clock, this::run);
    }

    static boolean concerns(String collection) {
        return collection.startsWith("flowcontrol.apiserver.k8s.io/");
    }

    /** Looks again. */
    void changed() {
        upkeep.changed();
    }

    /** Makes everything as it has to be. To be called once, before requests are served. */
    void begin() throws InterruptedException {
        upkeep.begin();
    }

    private void run() throws InterruptedException {
        Cause cause = new Cause(SERVER.name(), "priority-and-fairness", 0);
        ScopedValue.where(Cause.CURRENT, cause).call(() -> {
            keep(Resources.PRIORITYLEVELCONFIGURATIONS, FlowDefaults.levels());
            keep(Resources.FLOWSCHEMAS, FlowDefaults.schemas());
            for (ObjectValue schema : all(Resources.FLOWSCHEMAS)) {
                tellStatus(schema);
            }
            return true;
        });
    }

    private List<ObjectValue> all(ResourceType<?> type) {
        return verbs.reader().list(kinds.get(type), Reader.ListRequest.all("")).items().stream()
                .map(StoredObject::tree)
                .toList();
    }

    private void keep(ResourceType<?> type, List<ObjectValue> wanted) throws InterruptedException {
        for (ObjectValue each : wanted) {
            ObjectKey key = new ObjectKey("", each.object("metadata").text("name", ""));
            ObjectValue object = each.with("apiVersion", type.apiVersion());
            ObjectValue stored = verbs.reader()
                    .find(kinds.get(type), key)
                    .map(StoredObject::tree)
                    .orElse(ObjectValue.EMPTY);
            switch (FlowDefaults.upkeep(object, stored)) {
                case FlowDefaults.Upkeep.Nothing _ -> {}
                case FlowDefaults.Upkeep.Create(ObjectValue fresh) ->
                    unlessRaced(() -> verbs.create(call(type, "", "", PRODUCER), fresh, List.of()));
                case FlowDefaults.Upkeep.Update(ObjectValue better) ->
                    unlessRaced(() -> verbs.update(call(type, key.name(), "", PRODUCER), better, List.of()));
            }
        }
    }

    private Call call(ResourceType<?> type, String name, String subresource, String manager) {
        Call.WriteRules rules = new Call.WriteRules(false, manager, false, Call.FieldValidation.STRICT);
        return new Call(SERVER, kinds.get(type), "", name, subresource, rules, new ArrayList<>());
    }

    @FunctionalInterface
    private interface Write {
        StoredObject perform() throws InterruptedException;
    }

    /** Another server, or a user, may have been faster: their write leads to one more look. */
    private static void unlessRaced(Write write) throws InterruptedException {
        try {
            write.perform();
        } catch (ApiException e) {
            if (!e.is(Reason.ALREADY_EXISTS) && !e.is(Reason.CONFLICT) && !e.is(Reason.NOT_FOUND)) {
                throw e;
            }
        }
    }

    private void tellStatus(ObjectValue schema) throws InterruptedException {
        String name = schema.object("metadata").text("name", "");
        String level =
                schema.object("spec").object("priorityLevelConfiguration").text("name", "");
        boolean found = verbs.reader()
                .find(kinds.get(Resources.PRIORITYLEVELCONFIGURATIONS), new ObjectKey("", level))
                .isPresent();
        String status = found ? "False" : "True";
        String subject = "This FlowSchema references the PriorityLevelConfiguration object named \"" + level + "\"";
        String message = subject + (found ? " and it exists" : " but there is no such object");
        boolean told = schema.object("status").list("conditions").objects().stream()
                .anyMatch(condition -> condition.text("type", "").equals("Dangling")
                        && condition.text("status", "").equals(status)
                        && condition.text("message", "").equals(message));
        if (told) {
            return;
        }
        ObjectValue condition = ObjectValue.of(
                "type",
                "Dangling",
                "status",
                status,
                "lastTransitionTime",
                clock.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString(),
                "reason",
                found ? "Found" : "NotFound",
                "message",
                message);
        ObjectValue configuration = ObjectValue.of(
                "kind", Resources.FLOWSCHEMAS.kind(),
                "apiVersion", Resources.FLOWSCHEMAS.apiVersion(),
                "metadata", ObjectValue.of("name", name),
                "status", ObjectValue.of("conditions", ListValue.of(condition)));
        Call call = call(Resources.FLOWSCHEMAS, name, "status", CONSUMER);
        unlessRaced(() ->
                verbs.patch(call.with(call.rules().forced()), new Patch(Patch.Type.APPLY, configuration), List.of()));
    }
}
