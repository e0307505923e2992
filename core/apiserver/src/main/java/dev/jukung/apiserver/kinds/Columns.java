package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Ages;
import dev.jukung.apiserver.registry.Column;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the tables of the built-in kinds are made of (k8s.io/kubernetes/pkg/printers/internalversion). */
final class Columns {
    static final String NONE = "<none>";
    static final String UNSET = "<unset>";

    private Columns() {}

    /** Name, then these, then Age, then the wide ones among these. */
    static List<Column> table(Column... columns) {
        List<Column> all = new ArrayList<>();
        all.add(Column.NAME);
        for (Column column : columns) {
            if (column.priority() == 0) {
                all.add(column);
            }
        }
        all.add(Column.AGE);
        for (Column column : columns) {
            if (column.priority() > 0) {
                all.add(column);
            }
        }
        return List.copyOf(all);
    }

    static Column text(String name, Function<ObjectValue, String> cell) {
        return new Column(name, "string", "", "", 0, (object, _) -> cell.apply(object));
    }

    /** Whatever the cell gives: a number where there is one, or a word for none. */
    static Column value(String name, Function<ObjectValue, Object> cell) {
        return new Column(name, "string", "", "", 0, (object, _) -> cell.apply(object));
    }

    static Column flag(String name, Predicate<ObjectValue> cell) {
        return new Column(name, "boolean", "", "", 0, (object, _) -> cell.test(object));
    }

    static Column number(String name, Function<ObjectValue, Long> cell) {
        return new Column(name, "integer", "", "", 0, (object, _) -> cell.apply(object));
    }

    static Column wide(String name, Function<ObjectValue, String> cell) {
        return new Column(name, "string", "", "", 1, (object, _) -> cell.apply(object));
    }

    /** What is at a path, or {@code absent}. */
    static Function<ObjectValue, Object> valueAt(Object absent, String... path) {
        return object -> object.at(path) instanceof Object value ? value : absent;
    }

    /** The text at a path, or {@code absent}. */
    static Function<ObjectValue, String> at(String absent, String... path) {
        return object ->
                object.at(path) instanceof Object value && !value.toString().isEmpty() ? value.toString() : absent;
    }

    static Function<ObjectValue, Long> count(String... path) {
        return object -> object.at(path) instanceof Long number ? number : 0L;
    }

    /** The age of the time stamp at a path. */
    static Column age(String name, String absent, String... path) {
        return new Column(
                name,
                "string",
                "",
                "",
                0,
                (object, now) -> object.at(path) instanceof String time ? Ages.since(time, now) : absent);
    }

    static String joined(ListValue texts, String absent) {
        return texts.isEmpty() ? absent : String.join(",", texts.texts());
    }

    static String containerNames(ObjectValue podSpec) {
        return podSpec.list("containers").objects().stream()
                .map(container -> container.text("name", ""))
                .collect(Collectors.joining(","));
    }

    static String images(ObjectValue podSpec) {
        return podSpec.list("containers").objects().stream()
                .map(container -> container.text("image", ""))
                .collect(Collectors.joining(","));
    }

    /** A {@code metav1.LabelSelector} as text. */
    static String selector(ObjectValue selector) {
        String text = LabelSelectors.of(new LabelSelector(selector)).toString();
        return text.isEmpty() ? NONE : text;
    }

    /** A map of labels as a selector. */
    static String labels(ObjectValue labels) {
        return labels.isEmpty() ? NONE : selector(ObjectValue.of("matchLabels", labels));
    }

    static ObjectValue template(ObjectValue object) {
        return object.object("spec").object("template").object("spec");
    }

    static final Column CONTAINERS = wide("Containers", object -> containerNames(template(object)));
    static final Column IMAGES = wide("Images", object -> images(template(object)));
    static final Column SELECTOR =
            wide("Selector", object -> selector(object.object("spec").object("selector")));
}
