package dev.jukung.app.client;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Unstructured;
import java.util.List;
import java.util.Locale;

/**
 * A resource that the server serves, as discovery tells it.
 *
 * @param preferred whether the version is the one to use when none is named
 */
record ApiResource(
        ResourceType<Unstructured> type,
        String singular,
        List<String> shortNames,
        List<String> categories,
        List<String> verbs,
        boolean preferred) {

    /** What kubectl calls an object's kind in its messages: {@code pod}, {@code deployment.apps}. */
    String kindName() {
        String kind = type.kind().toLowerCase(Locale.ROOT);
        return type.group().isEmpty() ? kind : kind + "." + type.group();
    }

    /** {@code deployment.apps/web}. */
    String named(String name) {
        return kindName() + "/" + name;
    }

    boolean hasName(String name) {
        return type.plural().equals(name)
                || singular.equals(name)
                || shortNames.contains(name)
                || type.kind().toLowerCase(Locale.ROOT).equals(name);
    }

    /** The key of an object that has that name; {@code namespace} counts only where the resource has namespaces. */
    ObjectKey key(String namespace, String name) {
        return ObjectKey.of(type.namespaced() ? namespace : "", name);
    }
}
