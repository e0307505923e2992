package dev.jukung.app.kustomize;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One object on its way through a build, with the names it had before: references to it may use any of them. Confined to
 * one thread.
 */
final class Resource {
    /** What a generator does when the object is there already. */
    enum Behavior {
        CREATE,
        MERGE,
        REPLACE
    }

    private final Kinds kinds;
    private ObjectValue tree;
    private final List<ResourceId> previous = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private final List<String> suffixes = new ArrayList<>();
    private final Behavior behavior;
    private boolean hashed;

    Resource(Kinds kinds, ObjectValue tree) {
        this(kinds, tree, Behavior.CREATE, false);
    }

    /** @param hashed whether the name gets a hash of the content as its suffix */
    Resource(Kinds kinds, ObjectValue tree, Behavior behavior, boolean hashed) {
        this.kinds = kinds;
        this.tree = tree;
        this.behavior = behavior;
        this.hashed = hashed;
    }

    ObjectValue tree() {
        return tree;
    }

    String name() {
        return tree.object("metadata").text("name", "");
    }

    String namespace() {
        return tree.object("metadata").text("namespace", "");
    }

    ResourceId.Kind kind() {
        return kinds.kind(tree);
    }

    ResourceId id() {
        return new ResourceId(kind(), name(), namespace());
    }

    ResourceId originalId() {
        return previous.isEmpty() ? id() : previous.getFirst();
    }

    List<ResourceId> previousIds() {
        return previous;
    }

    /** Whether this resource has or had that id. */
    boolean isOrWas(ResourceId id) {
        return Stream.concat(Stream.of(id()), previous.stream()).anyMatch(id::equals);
    }

    Behavior behavior() {
        return behavior;
    }

    boolean hashed() {
        return hashed;
    }

    void change(UnaryOperator<ObjectValue> change) {
        tree = change.apply(tree);
    }

    /** To be called before name, namespace or kind change. */
    void rememberId() {
        previous.add(id());
    }

    void prefix(String prefix) {
        prefixes.add(prefix);
        rename(prefix + name());
    }

    void suffix(String suffix) {
        suffixes.add(suffix);
        rename(name() + suffix);
    }

    /** Gives it another name and remembers the old one. */
    void rename(String name) {
        rememberId();
        tree = tree.withAt(name, "metadata", "name");
    }

    /** Takes the place of {@code old}: its name, its past, its labels and annotations where it has none of its own. */
    void takeOver(Resource old) {
        ObjectValue metadata = old.tree.object("metadata");
        tree = overlaid(metadata, "labels");
        tree = overlaid(metadata, "annotations");
        tree = tree.withAt(old.name(), "metadata", "name");
        if (!old.namespace().isEmpty()) {
            tree = tree.withAt(old.namespace(), "metadata", "namespace");
        }
        previous.addAll(old.previous);
        prefixes.addAll(old.prefixes);
        suffixes.addAll(old.suffixes);
        hashed = hashed && old.hashed;
    }

    private ObjectValue overlaid(ObjectValue oldMetadata, String field) {
        ObjectValue merged =
                Trees.merged(oldMetadata.object(field), tree.object("metadata").object(field));
        return merged.isEmpty() ? tree : tree.withAt(merged, "metadata", field);
    }

    /** Whether both were given the same affixes, or the shorter list of them ends the longer one. */
    boolean affixesMatch(Resource other, boolean noneMatchesAny) {
        return affixesMatch(prefixes, other.prefixes, noneMatchesAny)
                && affixesMatch(suffixes, other.suffixes, noneMatchesAny);
    }

    private static boolean affixesMatch(List<String> one, List<String> other, boolean noneMatchesAny) {
        List<String> shorter = one.size() < other.size() ? one : other;
        List<String> longer = one.size() < other.size() ? other : one;
        if (shorter.isEmpty()) {
            return longer.isEmpty() || noneMatchesAny;
        }
        return longer.subList(longer.size() - shorter.size(), longer.size()).equals(shorter);
    }
}
