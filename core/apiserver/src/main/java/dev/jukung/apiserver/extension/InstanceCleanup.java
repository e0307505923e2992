package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Deletes all objects of a kind whose definition goes. Thread-safe. */
record InstanceCleanup(Verbs verbs) {
    /** How often it is looked whether the last object has gone, where nobody says so. */
    static final Duration CHECK = Duration.ofSeconds(5);

    /** @param done whether the definition may go */
    record Result(boolean done, ObjectValue condition) {
        static Result neverServed(boolean established) {
            return established
                    ? ended("OverlappingBuiltInResource", "instances overlap with built-in resources in storage")
                    : ended("NeverEstablished", "resource was never established");
        }

        private static Result ended(String reason, String message) {
            return new Result(true, Conditions.of(Definition.TERMINATING, false, reason, message));
        }

        private static Result held(String reason, String message) {
            return new Result(false, Conditions.of(Definition.TERMINATING, true, reason, message));
        }
    }

    Result run(Kind kind) throws InterruptedException {
        List<String> failures = new ArrayList<>();
        for (StoredObject object : objects(kind)) {
            ObjectValue metadata = object.tree().object("metadata");
            try {
                verbs.delete(
                        ServerCalls.of(kind, metadata.text("namespace", ""), metadata.text("name", ""), ""),
                        ObjectValue.EMPTY);
            } catch (ApiException e) {
                if (!e.is(Reason.NOT_FOUND)) {
                    failures.add(String.valueOf(e.getMessage()));
                }
            }
        }
        if (!failures.isEmpty()) {
            String all = failures.size() == 1 ? failures.getFirst() : failures.toString();
            return Result.held("InstanceDeletionFailed", "could not issue all deletes: " + all);
        }
        return objects(kind).isEmpty()
                ? Result.ended("InstanceDeletionCompleted", "removed all instances")
                : Result.held("InstanceDeletionInProgress", "CustomResource deletion is in progress");
    }

    private List<StoredObject> objects(Kind kind) {
        return verbs.reader().list(kind, Reader.ListRequest.all("")).items();
    }
}
