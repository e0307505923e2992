package dev.jukung.app.client;

import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.io.PrintStream;
import java.util.List;

/** Prints whole objects as kubectl does, with keys sorted. Thread-safe as far as its stream is. */
final class ObjectPrinter {
    /** An object and its resource. */
    record Found(ApiResource resource, ObjectValue tree) {}

    private static final int JSON_INDENT = 4;

    private final PrintStream out;
    private final OutputFormat format;
    private final boolean managedFields;

    ObjectPrinter(PrintStream out, OutputFormat format, boolean managedFields) {
        this.out = out;
        this.format = format;
        this.managedFields = managedFields;
    }

    /** @param single whether one object was asked for by its name; else a List is printed */
    void print(List<Found> found, boolean single) {
        switch (format) {
            case OutputFormat.Names() ->
                found.forEach(each -> out.println(
                        each.resource().named(each.tree().object("metadata").text("name", ""))));
            case OutputFormat.Yaml() -> out.print(Yaml.write(whole(found, single)));
            case OutputFormat.Json() ->
                out.println(Json.pretty(whole(found, single).sorted(), JSON_INDENT));
            case OutputFormat.Path(JsonPathTemplate template) -> out.print(template.apply(whole(found, single)));
            case OutputFormat.Rows _ -> throw new IllegalStateException("rows are printed by the server's table");
        }
    }

    private ObjectValue whole(List<Found> found, boolean single) {
        if (single) {
            return shown(found.getFirst());
        }
        return ObjectValue.of(
                "apiVersion",
                "v1",
                "items",
                ListValue.copyOf(found.stream().map(this::shown).toList()),
                "kind",
                "List",
                "metadata",
                ObjectValue.of("resourceVersion", ""));
    }

    /** Items of lists come without kind and apiVersion. */
    private ObjectValue shown(Found found) {
        ObjectValue tree = ObjectValue.of(
                        "apiVersion",
                        found.resource().type().apiVersion(),
                        "kind",
                        found.resource().type().kind())
                .withAll(found.tree());
        return managedFields ? tree : tree.withoutAt("metadata", "managedFields");
    }
}
