package dev.jukung.app.kustomize;

/**
 * What tells resources apart. Two ids are equal when they name the same object once defaults are applied: an empty namespace
 * is {@code default}, and of a cluster-scoped kind the namespace does not count.
 */
record ResourceId(Kind kind, String name, String namespace) {
    private static final String DEFAULT_NAMESPACE = "default";

    /** Where an object is: cluster-scoped ones are all in one place that no namespace can be called. */
    static final String CLUSTER = "_cluster_";

    ResourceId {
        if (kind.clusterScoped()) {
            namespace = CLUSTER;
        } else if (namespace.isEmpty()) {
            namespace = DEFAULT_NAMESPACE;
        }
    }

    boolean clusterScoped() {
        return kind.clusterScoped();
    }

    @Override
    public String toString() {
        return kind + " " + (kind.clusterScoped() ? name : namespace + "/" + name);
    }

    /** A kind with its group and version. */
    record Kind(String group, String version, String name, boolean clusterScoped) {
        @Override
        public String toString() {
            return name + "." + version + (group.isEmpty() ? "" : "." + group);
        }
    }
}
