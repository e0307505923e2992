package dev.jukung.schema.openapi;

import dev.jukung.value.ObjectValue;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** Definitions with everything they refer to, by name. */
final class DefinitionClosure {
    private DefinitionClosure() {}

    static ObjectValue of(SchemaForm form, DefinitionSource source, Collection<String> names) {
        Map<String, ObjectValue> found = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>(names);
        while (!open.isEmpty()) {
            String name = open.poll();
            if (name.isEmpty() || found.containsKey(name)) {
                continue;
            }
            ObjectValue definition =
                    source.find(name).orElseThrow(() -> new IllegalArgumentException("no such definition: " + name));
            found.put(name, form.definition(name, definition, source.isCustom(name), open::add));
        }
        ObjectValue.Builder definitions = ObjectValue.builder();
        found.forEach(definitions::set);
        return definitions.build();
    }
}
