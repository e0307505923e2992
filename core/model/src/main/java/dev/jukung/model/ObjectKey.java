package dev.jukung.model;

/** The name of an object inside its resource. {@code namespace} is empty for cluster-scoped objects. */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {
    public static ObjectKey of(String name) {
        return new ObjectKey("", name);
    }

    public static ObjectKey of(String namespace, String name) {
        return new ObjectKey(namespace, name);
    }

    @Override
    public int compareTo(ObjectKey that) {
        int order = namespace.compareTo(that.namespace);
        return order != 0 ? order : name.compareTo(that.name);
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
