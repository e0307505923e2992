package dev.jukung.schema.openapi;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A parameter of a request, in the path or the query. */
record Parameter(String name, boolean inPath, String type, String description) {
    static final Parameter PRETTY = text(
            "pretty",
            "If 'true', then the output is pretty printed. Defaults to 'false' "
                    + "unless the user-agent indicates a browser or command-line HTTP tool (curl and wget).");
    static final Parameter NAMESPACE =
            new Parameter("namespace", true, "string", "object name and auth scope, such as for teams and projects");
    static final Parameter PATH = new Parameter("path", true, "string", "path to the resource");

    private static final Parameter DRY_RUN =
            text("dryRun", "'All': every stage of the request is run, nothing is persisted.");
    private static final Parameter FIELD_MANAGER =
            text("fieldManager", "The name of the actor that makes the change; 1 to 128 printable characters.");
    private static final Parameter FIELD_VALIDATION = text(
            "fieldValidation",
            "What to do about unknown or duplicate fields: 'Ignore', 'Warn' (the default) or 'Strict'.");
    private static final Parameter FORCE =
            flag("force", "Take over fields in conflict from their managers. Only for apply patches.");

    private static final List<Parameter> SELECTION = List.of(
            text("continue", "The token of an earlier answer, to get the next part of the list."),
            text("fieldSelector", "Restricts the list to objects whose fields have these values."),
            text("labelSelector", "Restricts the list to objects whose labels match."),
            number("limit", "The largest number of objects in one answer; if there are more, it has a continue token."),
            text(
                    "resourceVersion",
                    "Which revisions the answer may be served from. See "
                            + "https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions."),
            text("resourceVersionMatch", "How resourceVersion is applied to a list: 'Exact' or 'NotOlderThan'."),
            flag("sendInitialEvents", "A watch begins with an event for each present object, followed by a bookmark."),
            number("timeoutSeconds", "The longest time the call may take."));

    private static final List<Parameter> WATCH = List.of(
            flag("allowWatchBookmarks", "Asks for events of type BOOKMARK, which carry only a resource version."),
            flag("watch", "Watch for changes and answer with a stream of events."));

    private static final List<Parameter> DELETE = List.of(
            DRY_RUN,
            number("gracePeriodSeconds", "How long the object may take to end; zero means now."),
            flag(
                    "ignoreStoreReadErrorWithClusterBreakingPotential",
                    "Delete an object that cannot be read from storage, without finalizers or preconditions."),
            flag("orphanDependents", "Deprecated: use propagationPolicy."),
            text("propagationPolicy", "What happens to dependents: 'Orphan', 'Background' or 'Foreground'."));

    private static Parameter text(String name, String description) {
        return new Parameter(name, false, "string", description);
    }

    private static Parameter number(String name, String description) {
        return new Parameter(name, false, "integer", description);
    }

    private static Parameter flag(String name, String description) {
        return new Parameter(name, false, "boolean", description);
    }

    static Parameter name(String kind) {
        return new Parameter("name", true, "string", "name of the " + kind);
    }

    /** The query parameters of an action, in alphabetical order. */
    static List<Parameter> of(String action) {
        Stream<Parameter> parameters =
                switch (action) {
                    case "list", "watch", "watchlist" -> Stream.concat(SELECTION.stream(), WATCH.stream());
                    case "post", "put" -> Stream.of(DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION);
                    case "patch" -> Stream.of(DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION, FORCE);
                    case "delete" -> DELETE.stream();
                    case "deletecollection" -> Stream.concat(DELETE.stream(), SELECTION.stream());
                    default -> Stream.of();
                };
        return parameters.sorted(Comparator.comparing(Parameter::name)).toList();
    }
}
