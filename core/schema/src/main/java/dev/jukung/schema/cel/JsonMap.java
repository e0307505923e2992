package dev.jukung.schema.cel;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object of JSON as {@link CelScope#setJson} shows it. Immutable. */
record JsonMap(ObjectValue tree) implements CelMap {
    static Object value(Object tree) {
        return switch (tree) {
            case ObjectValue object -> new JsonMap(object);
            case ListValue list ->
                JavaList.constant(list.stream().map(JsonMap::value).toList());
            case Long number -> number.doubleValue();
            default -> CelValues.of(tree);
        };
    }

    @Override
    public int size() {
        return tree.size();
    }

    @Override
    public @Nullable Object find(Object key) {
        if (!(key instanceof String name)) {
            return CelError.NO_OVERLOAD;
        }
        Object member = tree.get(Escaping.unescape(name).orElse(name));
        return member == null ? null : value(member);
    }

    @Override
    public List<Object> keys() {
        List<Object> keys = new ArrayList<>(tree.size());
        for (int i = 0; i < tree.size(); i++) {
            keys.add(tree.keyAt(i));
        }
        return keys;
    }
}
