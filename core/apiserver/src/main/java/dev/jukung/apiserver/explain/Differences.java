package dev.jukung.apiserver.explain;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between two versions of an object, field by field. Left out is what differs with every write. Confined to one thread. */
final class Differences {
    /** @param path as {@code spec.replicas} or {@code spec.containers[0].image}; of what was or is absent the value is null */
    record Difference(
            String path, @Nullable Object before, @Nullable Object after) {
        ObjectValue toValue() {
            ObjectValue.Builder value = ObjectValue.builder().set("path", path);
            if (before != null) {
                value.set("before", before);
            }
            if (after != null) {
                value.set("after", after);
            }
            return value.build();
        }
    }

    /** More than that are as good as a new object. */
    static final int MAX = 200;

    private static final Set<String> ALWAYS = Set.of("metadata.resourceVersion", "metadata.managedFields");

    private final List<Difference> found = new ArrayList<>();

    private Differences() {}

    /** At most {@link #MAX}, in the order of the fields. */
    static List<Difference> between(ObjectValue before, ObjectValue after) {
        Differences differences = new Differences();
        differences.compare("", before, after);
        return differences.found;
    }

    private void compare(String path, @Nullable Object before, @Nullable Object after) {
        if (found.size() == MAX || Objects.equals(before, after) || ALWAYS.contains(path)) {
            return;
        }
        if (before instanceof ObjectValue old && after instanceof ObjectValue fresh) {
            Set<String> keys = new LinkedHashSet<>();
            old.forEach((key, _) -> keys.add(key));
            fresh.forEach((key, _) -> keys.add(key));
            keys.forEach(key -> compare(child(path, key), old.get(key), fresh.get(key)));
        } else if (before instanceof ListValue old && after instanceof ListValue fresh && old.size() == fresh.size()) {
            for (int i = 0; i < old.size(); i++) {
                compare(path + "[" + i + "]", old.get(i), fresh.get(i));
            }
        } else {
            found.add(new Difference(path, before, after));
        }
    }

    private static String child(String path, String key) {
        String name = key.matches("[A-Za-z0-9_-]+") ? key : "['" + key + "']";
        return path.isEmpty() || name.startsWith("[") ? path + name : path + "." + name;
    }
}
