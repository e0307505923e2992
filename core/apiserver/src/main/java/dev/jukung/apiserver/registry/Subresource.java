package dev.jukung.apiserver.registry;

import dev.jukung.value.ObjectValue;
import java.util.List;

/** What is served below an object's own path. */
public sealed interface Subresource {
    /** The verbs, in the order discovery lists them. */
    List<String> verbs();

    /** Group, version and kind as discovery names them; empty texts stand for the kind itself. */
    default GroupVersionKind kind() {
        return GroupVersionKind.OWN;
    }

    record GroupVersionKind(String group, String version, String kind) {
        public static final GroupVersionKind OWN = new GroupVersionKind("", "", "");
    }

    /**
     * The object's status, by get, update and patch.
     *
     * @param keepsMetadata whether such a write leaves labels, annotations and the like as they are
     */
    record Status(boolean keepsMetadata) implements Subresource {
        @Override
        public List<String> verbs() {
            return List.of("get", "patch", "update");
        }
    }

    /** The metadata of a write that may not change it: as it was, with the managers that the write has settled. */
    static ObjectValue keptMetadata(ObjectValue old, ObjectValue written) {
        ObjectValue before = old.object("metadata");
        return written.object("metadata").get("managedFields") instanceof Object managers
                ? before.with("managedFields", managers)
                : before.without("managedFields");
    }

    /** Part of the object under rules of its own: ephemeralcontainers, resize, approval, finalize. */
    record Part(List<String> verbs, PartRules rules) implements Subresource {}

    /** The {@code autoscaling/v1 Scale} of an object. */
    record Scale(ScaleMapping mapping) implements Subresource {
        @Override
        public List<String> verbs() {
            return List.of("get", "patch", "update");
        }

        @Override
        public GroupVersionKind kind() {
            return new GroupVersionKind("autoscaling", "v1", "Scale");
        }
    }

    /** A POST that does something with the object and answers with an object: binding, eviction, token. */
    record Action(GroupVersionKind kind, ObjectAction action) implements Subresource {
        @Override
        public List<String> verbs() {
            return List.of("create");
        }
    }

    /** A stream to a node, a pod or a service: log, exec, attach, portforward, proxy. Served by the HTTP layer. */
    record Connect(List<String> verbs, GroupVersionKind kind) implements Subresource {}

    /** Which part of the written object counts. */
    @FunctionalInterface
    interface PartRules {
        /** The new object: the current one with the part taken from the written one. Throws what the rules refuse. */
        ObjectValue merge(ObjectValue current, ObjectValue written, Context context);
    }

    @FunctionalInterface
    interface ObjectAction {
        ObjectValue perform(Verbs verbs, Call call, ObjectValue body) throws InterruptedException;
    }

    /** Where an object keeps what a Scale shows. Paths are keys from the root. */
    record ScaleMapping(String specReplicas, String statusReplicas, String selector) {}
}
