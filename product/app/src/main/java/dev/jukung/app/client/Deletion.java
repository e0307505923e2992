package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import dev.jukung.model.ObjectKey;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.RequestParameters;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes objects one by one, says so, and waits until they are gone. Confined to one thread. */
final class Deletion {
    /**
     * How to delete.
     *
     * @param propagation Background, Foreground or Orphan
     * @param graceSeconds empty means what the object says
     */
    record Settings(String propagation, Optional<Long> graceSeconds, boolean forced, DryRun dryRun) {
        ObjectValue body() {
            ObjectValue body =
                    ObjectValue.of("kind", "DeleteOptions", "apiVersion", "v1", "propagationPolicy", propagation);
            if (graceSeconds.isPresent()) {
                body = body.with("gracePeriodSeconds", graceSeconds.get());
            }
            return dryRun == DryRun.NONE ? body : body.with("dryRun", ListValue.of(dryRun.parameter()));
        }
    }

    private record Going(ApiResource resource, ObjectKey key, String uid) {}

    private final CommandContext context;
    private final Connection connection;
    private final Settings settings;
    private final List<Going> going = new ArrayList<>();

    Deletion(CommandContext context, Connection connection, Settings settings) {
        this.context = context;
        this.connection = connection;
        this.settings = settings;
    }

    /** Asks for the deletion of one object and says so. */
    void delete(ApiResource resource, ObjectKey key) throws InterruptedException {
        String path = resource.type().path(key);
        String query = new RequestParameters()
                .add("dryRun", settings.dryRun().parameter())
                .toString();
        String uid = uid(connection.rest().send("DELETE", path + query, Rest.JSON, settings.body()));
        going.add(new Going(resource, key, uid));
        String place = key.namespace().isEmpty() ? "" : " from " + key.namespace() + " namespace";
        context.out()
                .println(resource.kindName() + " \"" + key.name() + "\" " + (settings.forced() ? "force " : "")
                        + "deleted" + settings.dryRun().suffix() + place);
    }

    /** The answer is a Status that names the object, or the object on its way out. */
    private static String uid(ObjectValue answer) {
        return answer.text("kind", "").equals("Status")
                ? answer.object("details").text("uid", "")
                : answer.object("metadata").text("uid", "");
    }

    /** Returns the first object that is still there after the time, empty when all are gone. */
    Optional<String> awaitGone(Duration timeout) throws InterruptedException {
        Awaiting awaiting = new Awaiting(connection, context.clock(), timeout);
        for (Going object : going) {
            try {
                boolean gone = awaiting.await(
                        object.resource().type(),
                        object.key(),
                        now -> now.isEmpty()
                                || !now.get().object("metadata").text("uid", "").equals(object.uid()));
                if (!gone) {
                    return Optional.of(object.resource().type().plural() + "/"
                            + object.key().name());
                }
            } catch (ApiException e) {
                if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.FORBIDDEN) && !e.is(Reason.METHOD_NOT_ALLOWED)) {
                    throw e; // who may delete but not look, or what cannot be listed any more, is not waited for
                }
            }
        }
        return Optional.empty();
    }
}
