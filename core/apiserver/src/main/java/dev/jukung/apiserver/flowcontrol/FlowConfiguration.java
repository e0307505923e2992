package dev.jukung.apiserver.flowcontrol;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All schemas and levels, as they are stored. What every server has to have, the level and schema {@code exempt} and {@code
 * catch-all}, is there even where somebody has just deleted it. Immutable.
 */
record FlowConfiguration(List<FlowSchema> schemas, Map<String, PriorityLevel> levels) {
    /** Where a request belongs. */
    record Match(FlowSchema schema, PriorityLevel level) {}

    static FlowConfiguration of(List<ObjectValue> schemaObjects, List<ObjectValue> levelObjects) {
        Map<String, PriorityLevel> levels = new LinkedHashMap<>();
        FlowDefaults.mandatoryLevels().forEach(each -> levels.put(name(each), PriorityLevel.of(each)));
        levelObjects.forEach(each -> levels.put(name(each), PriorityLevel.of(each)));
        Map<String, FlowSchema> byName = new LinkedHashMap<>();
        FlowDefaults.mandatorySchemas().forEach(each -> byName.put(name(each), FlowSchema.of(each)));
        schemaObjects.forEach(each -> byName.put(name(each), FlowSchema.of(each)));
        List<FlowSchema> schemas = new ArrayList<>(byName.values());
        schemas.removeIf(schema -> !levels.containsKey(schema.level())); // dangling
        schemas.sort(Comparator.comparingLong(FlowSchema::precedence).thenComparing(FlowSchema::name));
        return new FlowConfiguration(List.copyOf(schemas), Map.copyOf(levels));
    }

    private static String name(ObjectValue object) {
        return object.object("metadata").text("name", "");
    }

    /** The first schema that fits; catch-all fits everything. */
    Match match(Attributes asked) {
        for (FlowSchema schema : schemas) {
            if (schema.fits(asked)) {
                return matched(schema);
            }
        }
        return schemas.stream()
                .filter(schema -> schema.name().equals("catch-all"))
                .findFirst()
                .map(this::matched)
                .orElseThrow(() -> new IllegalStateException("there is no FlowSchema catch-all"));
    }

    private Match matched(FlowSchema schema) {
        PriorityLevel level = levels.get(schema.level());
        if (level == null) {
            throw new IllegalStateException("the FlowSchema " + schema.name() + " is dangling");
        }
        return new Match(schema, level);
    }
}
