package dev.jukung.schema.openapi;

import java.util.Comparator;

/** A parameter of a request, in the path or the query. */
record Parameter(String name, boolean inPath, String type, String description) {
    /** By name; one in the path comes before one of that name in the query. */
    static final Comparator<Parameter> ORDER = Comparator.comparing(Parameter::name)
            .thenComparing(Comparator.comparing(Parameter::inPath).reversed());

    static final Parameter PRETTY = new Parameter(
            "pretty",
            false,
            "string",
            "If 'true', then the output is pretty printed. Defaults to 'false' "
                    + "unless the user-agent indicates a browser or command-line HTTP tool (curl and wget).");
    static final Parameter NAMESPACE =
            new Parameter("namespace", true, "string", "object name and auth scope, such as for teams and projects");
    static final Parameter PATH = new Parameter("path", true, "string", "path to the resource");

    static Parameter nameOf(String kind) {
        return new Parameter("name", true, "string", "name of the " + kind);
    }
}
