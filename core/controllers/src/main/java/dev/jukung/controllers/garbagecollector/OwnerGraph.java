package dev.jukung.controllers.garbagecollector;

import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.meta.v1.OwnerReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who owns whom, by uid, as far as the informers have told. Each change answers which objects have to be looked at
 * because of it. Passive apart from its lock. Thread-safe.
 */
final class OwnerGraph {
    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";
    /** How many uids are remembered as gone, so that an owner's many dependents need no request each. */
    private static final int GONE_MAX = 10_000;
    /** How many objects are remembered whose resource is not followed any longer. */
    private static final int UNFOLLOWED_MAX = 10_000;

    /** What the graph keeps of an object. */
    record Node(
            ResourceType<?> type,
            ObjectKey key,
            String uid,
            List<OwnerReference> owners,
            boolean deleting,
            boolean deletingDependents,
            boolean orphaning) {
        static Node of(ResourceType<?> type, KubeObject object) {
            List<String> finalizers = object.metadata().finalizers();
            boolean deleting = object.deleting();
            return new Node(
                    type,
                    object.key(),
                    object.uid(),
                    List.copyOf(object.metadata().ownerReferences()),
                    deleting,
                    deleting && finalizers.contains(FOREGROUND),
                    deleting && finalizers.contains(ORPHAN));
        }

        boolean isBlocking(String ownerUid) {
            return owners.stream()
                    .anyMatch(owner -> owner.uid().equals(ownerUid)
                            && owner.blockOwnerDeletion().orElse(false));
        }

        /** Whether a reference of {@code dependent} means this object, and may. */
        boolean isMeantBy(OwnerReference reference, Node dependent) {
            boolean sameGroup = group(reference.apiVersion()).equals(type.group());
            return reference.uid().equals(uid)
                    && reference.name().equals(key.name())
                    && reference.kind().equals(type.kind())
                    && sameGroup
                    && isReachableFrom(dependent);
        }

        /** An owner is in the namespace of its dependent, or in none. */
        boolean isReachableFrom(Node dependent) {
            return key.namespace().isEmpty() || key.namespace().equals(dependent.key.namespace());
        }

        private static String group(String apiVersion) {
            return apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        }
    }

    // Guarded by this.
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Set<String>> dependents = new HashMap<>();
    private final Map<String, Boolean> gone = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > GONE_MAX;
        }
    };
    /** The resources of objects that may be there or not, by uid. */
    private final Map<String, String> unfollowed = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > UNFOLLOWED_MAX;
        }
    };

    synchronized Optional<Node> find(String uid) {
        return Optional.ofNullable(nodes.get(uid));
    }

    synchronized List<Node> dependents(String uid) {
        List<Node> found = new ArrayList<>();
        for (String dependent : dependents.getOrDefault(uid, Set.of())) {
            Node node = nodes.get(dependent);
            if (node != null) {
                found.add(node);
            }
        }
        return found;
    }

    /** Whether an object of this uid was there and was deleted; no other will ever have the uid. */
    synchronized boolean isGone(String uid) {
        return gone.containsKey(uid);
    }

    /** Takes in an object as it is now. Returns the uids to look at. */
    synchronized Set<String> put(Node node) {
        Node before = nodes.put(node.uid(), node);
        unfollowed.remove(node.uid());
        Set<String> affected = new LinkedHashSet<>();
        List<OwnerReference> old = before == null ? List.of() : before.owners();
        for (OwnerReference reference : node.owners()) {
            dependents.computeIfAbsent(reference.uid(), _ -> new HashSet<>()).add(node.uid());
            Node owner = nodes.get(reference.uid());
            boolean known = owner != null && owner.isMeantBy(reference, node);
            if (!known && !old.contains(reference)) {
                affected.add(node.uid()); // the owner may be absent, or somewhere where it cannot own this
            }
        }
        for (OwnerReference reference : old) {
            released(reference, node, affected);
        }
        if (node.orphaning() && (before == null || !before.orphaning())) {
            affected.add(node.uid());
        }
        if (node.deletingDependents() && (before == null || !before.deletingDependents())) {
            affected.addAll(dependents.getOrDefault(node.uid(), Set.of()));
            affected.add(node.uid());
        }
        if (before == null) {
            misled(node, affected);
        }
        return affected;
    }

    /** An owner that waits for its dependents may go on when one of them names it no longer, or blocks it no longer. */
    private void released(OwnerReference reference, Node node, Set<String> affected) {
        boolean still = node.owners().stream().anyMatch(owner -> owner.uid().equals(reference.uid()));
        if (!still) {
            forgetDependent(reference.uid(), node.uid());
        }
        boolean blocked = reference.blockOwnerDeletion().orElse(false);
        if (blocked && !node.isBlocking(reference.uid()) && nodes.containsKey(reference.uid())) {
            affected.add(reference.uid());
        }
    }

    /** Dependents that were there before their owner, and mean something else by its uid. */
    private void misled(Node owner, Set<String> affected) {
        for (Node dependent : dependents(owner.uid())) {
            boolean right = dependent.owners().stream().anyMatch(reference -> owner.isMeantBy(reference, dependent));
            if (!right) {
                affected.add(dependent.uid());
            }
        }
    }

    /** Takes in that an object is gone. Returns the uids to look at. */
    synchronized Set<String> remove(String uid) {
        Node node = nodes.remove(uid);
        if (node == null) {
            return Set.of();
        }
        gone.put(uid, true);
        Set<String> affected = new LinkedHashSet<>(dependents.getOrDefault(uid, Set.of()));
        for (OwnerReference reference : node.owners()) {
            forgetDependent(reference.uid(), uid);
            Node owner = nodes.get(reference.uid());
            if (owner != null && owner.deletingDependents()) {
                affected.add(owner.uid());
            }
        }
        return affected;
    }

    /** Takes in that a resource is gone with all its objects. Returns the uids to look at. */
    synchronized Set<String> removeAll(String qualifiedName) {
        Set<String> affected = new LinkedHashSet<>();
        nodes.values().stream()
                .filter(node -> node.type().qualifiedName().equals(qualifiedName))
                .map(Node::uid)
                .toList()
                .forEach(uid -> affected.addAll(remove(uid)));
        // The end of their resource may have been discovered before it was told.
        unfollowed.entrySet().removeIf(entry -> {
            boolean over = entry.getValue().equals(qualifiedName);
            if (over) {
                gone.put(entry.getKey(), true);
                affected.addAll(dependents.getOrDefault(entry.getKey(), Set.of()));
            }
            return over;
        });
        return affected;
    }

    /** Takes in that objects of this type are not followed any longer: they may be there or not. Returns the uids to look at. */
    synchronized Set<String> forget(ResourceType<?> type) {
        Set<String> affected = new LinkedHashSet<>();
        for (Node node : List.copyOf(nodes.values())) {
            if (node.type().equals(type)) {
                nodes.remove(node.uid());
                unfollowed.put(node.uid(), type.qualifiedName());
                node.owners().forEach(reference -> forgetDependent(reference.uid(), node.uid()));
                affected.addAll(dependents.getOrDefault(node.uid(), Set.of()));
            }
        }
        return affected;
    }

    private void forgetDependent(String owner, String uid) {
        Set<String> known = dependents.get(owner);
        if (known != null && known.remove(uid) && known.isEmpty()) {
            dependents.remove(owner);
        }
    }
}
