package dev.jukung.app.lifecycle;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/**
 * The entries of one cluster (context, cluster and user of the same name) in the content of a kubeconfig file. Everything
 * else in it stays as it is, known or not.
 */
final class KubeconfigEntries {
    private static final List<String> LISTS = List.of("clusters", "contexts", "users");

    private KubeconfigEntries() {}

    /**
     * Adds or renews the entries and makes the context the current one. What the user has set in the context, as its
     * namespace, stays.
     *
     * @param own the content of the cluster's own kubeconfig, with one entry in each list
     */
    static ObjectValue merged(ObjectValue file, ObjectValue own, String name) {
        ObjectValue result = file.has("kind") ? file : ObjectValue.of("apiVersion", "v1", "kind", "Config");
        result = result.withAll(file);
        for (String list : LISTS) {
            ObjectValue fresh = entry(own, list, name)
                    .orElseThrow(() -> new IllegalArgumentException("no " + name + " in " + list));
            result = result.with(list, with(result.list(list), fresh, list.equals("contexts"), name));
        }
        return result.with("current-context", name);
    }

    private static ListValue with(ListValue list, ObjectValue fresh, boolean context, String name) {
        for (int i = 0; i < list.size(); i++) {
            if (named(list.get(i), name)) {
                ObjectValue old = (ObjectValue) list.get(i);
                return list.with(
                        i,
                        context
                                ? fresh.with("context", old.object("context").withAll(fresh.object("context")))
                                : fresh);
            }
        }
        return list.plus(fresh);
    }

    /** Takes the entries out; the current context is unset if it was this one. */
    static ObjectValue without(ObjectValue file, String name) {
        ObjectValue result = file;
        for (String list : LISTS) {
            if (entry(file, list, name).isPresent()) {
                List<Object> others = file.list(list).stream()
                        .filter(item -> !named(item, name))
                        .toList();
                result = result.with(list, others.isEmpty() ? NullValue.NULL : ListValue.copyOf(others));
            }
        }
        return file.text("current-context", "").equals(name) ? result.with("current-context", "") : result;
    }

    private static Optional<ObjectValue> entry(ObjectValue file, String list, String name) {
        return file.list(list).objects().stream()
                .filter(item -> named(item, name))
                .findFirst();
    }

    private static boolean named(Object item, String name) {
        return item instanceof ObjectValue object && object.text("name", "").equals(name);
    }
}
