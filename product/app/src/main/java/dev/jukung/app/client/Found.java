package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import dev.jukung.app.ExitCode;
import dev.jukung.app.Failures;
import dev.jukung.http.ClientResponse;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.RequestParameters;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What the server has of what was asked for. A name that does not exist is told to the user and does not keep the others
 * from being found. Confined to one thread.
 */
final class Found {
    /**
     * Answers to one target.
     *
     * @param values one for each name, or one list
     */
    record Answer(List<ObjectValue> values) {
        /** The objects of all answers, if they were asked for as objects. */
        List<ObjectValue> objects() {
            return values.stream()
                    .flatMap(value ->
                            value.has("items") ? value.list("items").objects().stream() : List.of(value).stream())
                    .toList();
        }

        /** Where a watch goes on; empty when there was no answer. */
        String resourceVersion() {
            return values.isEmpty() ? "" : values.getLast().object("metadata").text("resourceVersion", "");
        }
    }

    private final CommandContext context;
    private final Connection connection;
    private final boolean ignoreNotFound;
    private ExitCode exitCode = ExitCode.OK;

    Found(CommandContext context, Connection connection, boolean ignoreNotFound) {
        this.context = context;
        this.connection = connection;
        this.ignoreNotFound = ignoreNotFound;
    }

    /** That of the first failure. */
    ExitCode exitCode() {
        return exitCode;
    }

    String namespace() {
        return connection.namespace();
    }

    Answer get(Target target, Selection selection, String accept) throws InterruptedException {
        ApiResource resource = target.resource();
        if (target.names().isEmpty()) {
            String path = resource.type().path(selection.namespace(connection));
            return new Answer(List.of(connection.rest().get(path + selection.query(), accept)));
        }
        List<ObjectValue> values = new ArrayList<>();
        for (String name : target.names()) {
            try {
                values.add(connection
                        .rest()
                        .get(resource.type().path(resource.key(connection.namespace(), name)), accept));
            } catch (ApiException e) {
                if (!e.is(Reason.NOT_FOUND)) {
                    throw e;
                }
                if (!ignoreNotFound) {
                    ExitCode code = Failures.report(context, e);
                    exitCode = exitCode == ExitCode.OK ? code : exitCode;
                }
            }
        }
        return new Answer(values);
    }

    /** The changes after a version of what {@link #get} has answered. */
    ClientResponse watch(Target target, Selection selection, String accept, String resourceVersion)
            throws InterruptedException {
        RequestParameters query = selection.query();
        if (!target.names().isEmpty()) {
            query.add("fieldSelector", "metadata.name=" + target.names().getFirst());
        }
        query.add("watch", "true").add("resourceVersion", resourceVersion);
        return connection.rest().open(target.resource().type().path(selection.namespace(connection)) + query, accept);
    }
}
