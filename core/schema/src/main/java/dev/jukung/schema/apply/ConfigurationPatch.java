package dev.jukung.schema.apply;

import dev.jukung.schema.Schema;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/**
 * An object with a configuration merged into it as by server-side apply, without anybody owning anything: what the
 * applyConfiguration of a mutating policy does. Pure functions.
 */
public final class ConfigurationPatch {
    private ConfigurationPatch() {}

    /**
     * The merged object.
     *
     * @throws ApplyException if the configuration does not fit the schema, or says only a part of what counts as a whole
     */
    public static ObjectValue apply(Schema schema, ObjectValue object, ObjectValue configuration) {
        MergeType type = MergeType.of(schema);
        TypeCheck.problem(type, configuration).ifPresent(problem -> {
            throw ApplyException.badRequest("failed to convert patch object to typed object: " + problem);
        });
        List<String> atomic = new ArrayList<>();
        findAtomic("", type, configuration, atomic);
        if (!atomic.isEmpty()) {
            throw ApplyException.badRequest(
                    "invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: "
                            + String.join(", ", atomic));
        }
        return ConfigurationMerge.merge(type, object, configuration);
    }

    private static void findAtomic(String path, MergeType type, Object value, List<String> found) {
        switch (value) {
            case ObjectValue object
            when type.form(value) == MergeType.Form.MAP -> {
                if (type.atomicMap()) {
                    found.add(path);
                }
                for (int i = 0; i < object.size(); i++) {
                    MergeType field = type.field(object.keyAt(i));
                    if (field != null) {
                        findAtomic(path + "." + object.keyAt(i), field, object.valueAt(i), found);
                    }
                }
            }
            case ListValue list
            when type.form(value) == MergeType.Form.LIST -> {
                if (type.atomicList()) {
                    found.add(path);
                }
                for (int i = 0; i < list.size(); i++) {
                    findAtomic(path + "[" + i + "]", type.items(), list.get(i), found);
                }
            }
            default -> {}
        }
    }
}
