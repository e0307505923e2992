package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.store.Entry;
import dev.jukung.store.Key;
import dev.jukung.store.KeyRange;
import dev.jukung.store.Revision;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.Snapshot;
import dev.jukung.store.Watch;
import dev.jukung.store.WatchEvent;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what authorizers know in step with the store: {@link #changed} for what this server wrote itself, so that its next
 * request sees it, and watches for what others wrote to a store that is shared. Thread-safe.
 */
public final class PolicyFeed {
    private static final String RBAC = "rbac.authorization.k8s.io/";
    private static final String PODS = "pods";
    private static final String VOLUMES = "persistentvolumes";
    private static final String ATTACHMENTS = "storage.k8s.io/volumeattachments";
    private static final String SLICES = "resource.k8s.io/resourceslices";
    private static final List<String> OF_NODES = List.of(PODS, VOLUMES, ATTACHMENTS, SLICES);
    private static final List<String> OF_ROLES =
            List.of(RBAC + "roles", RBAC + "rolebindings", RBAC + "clusterroles", RBAC + "clusterrolebindings");
    private static final Map<String, NodeGraph.Type> OWN =
            Map.of(ATTACHMENTS, NodeGraph.Type.ATTACHMENT, SLICES, NodeGraph.Type.SLICE);

    private final RevisionStore store;
    private final NodeGraph graph;
    private final RoleBasedAuthorizer roles;
    /** The keys that the graph knows of, so that a feed that missed something finds what is gone. Guarded by this. */
    private final Set<Key> known = new HashSet<>();

    public PolicyFeed(RevisionStore store, NodeGraph graph, RoleBasedAuthorizer roles) {
        this.store = store;
        this.graph = graph;
        this.roles = roles;
    }

    /** Reads what there is and follows it from there, until the store is closed. */
    public void start() {
        for (String collection : OF_NODES) {
            follow(collection);
        }
        for (String collection : OF_ROLES) {
            follow(collection);
        }
    }

    private void follow(String collection) {
        Revision start = readAll(collection);
        Watch watch = store.watch(KeyRange.all(collection), start);
        Thread.ofVirtual().name("policy-feed-" + collection).start(() -> follow(collection, watch));
    }

    private void follow(String collection, Watch first) {
        Watch watch = first;
        try {
            while (true) {
                switch (watch.next()) {
                    case WatchEvent.Commit commit -> commit.changes().forEach(change -> changed(change.key()));
                    case WatchEvent.Progress _ -> {}
                    case WatchEvent.Compacted _ -> {
                        watch.close();
                        watch = store.watch(KeyRange.all(collection), readAll(collection));
                    }
                    case WatchEvent.Closed _ -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // somebody ends this thread
        } finally {
            watch.close();
        }
    }

    private synchronized Revision readAll(String collection) {
        Snapshot snapshot = store.latest();
        if (OF_NODES.contains(collection)) {
            Set<Key> all = new HashSet<>();
            snapshot.list(KeyRange.all(collection)).forEach(entry -> all.add(entry.key()));
            known.stream().filter(key -> key.collection().equals(collection)).forEach(all::add);
            all.forEach(this::refresh);
        } else {
            roles.changed();
        }
        return snapshot.revision();
    }

    /** Something was stored or removed. */
    public void changed(Key key) {
        if (key.collection().startsWith(RBAC)) {
            roles.changed();
        } else if (OF_NODES.contains(key.collection())) {
            refresh(key);
        }
    }

    /** Under the lock it reads what is stored now, so the order in which changes are told does not matter. */
    private synchronized void refresh(Key key) {
        Optional<ObjectValue> object = store.latest().get(key).map(PolicyFeed::tree);
        if (object.isPresent()) {
            known.add(key);
        } else {
            known.remove(key);
        }
        NodeGraph.Type own = OWN.get(key.collection());
        if (own != null) {
            String node =
                    object.map(tree -> tree.object("spec").text("nodeName", "")).orElse("");
            graph.own(new NodeGraph.Vertex(own, "", key.name()), node);
        } else if (key.collection().equals(PODS)) {
            int slash = key.name().indexOf('/');
            graph.pod(new ObjectKey(key.name().substring(0, slash), key.name().substring(slash + 1)), object);
        } else {
            graph.volume(key.name(), object);
        }
    }

    private static ObjectValue tree(Entry entry) {
        return StoredObject.of(entry).tree();
    }
}
