package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.store.Key;
import dev.jukung.store.KeyRange;
import dev.jukung.store.RevisionStore;
import dev.jukung.value.ObjectValue;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps what authorizers know in step with the store. It only notes which objects have changed; they are read when somebody asks, so
 * that an answer is never older than what the asker has seen, and a write pays nothing for it. Thread-safe.
 */
public final class PolicyFeed {
    private static final String RBAC = "rbac.authorization.k8s.io/";
    private static final String PODS = "pods";
    private static final String VOLUMES = "persistentvolumes";
    private static final String ATTACHMENTS = "storage.k8s.io/volumeattachments";
    private static final String SLICES = "resource.k8s.io/resourceslices";
    private static final List<String> OF_NODES = List.of(PODS, VOLUMES, ATTACHMENTS, SLICES);
    private static final Map<String, NodeGraph.Type> OWN =
            Map.of(ATTACHMENTS, NodeGraph.Type.ATTACHMENT, SLICES, NodeGraph.Type.SLICE);

    private final RevisionStore store;
    private final RoleBasedAuthorizer roles;
    private final NodeGraph graph = new NodeGraph();
    /** What has changed since the graph was asked last, and how many changes were told. */
    private final Set<Key> changed = ConcurrentHashMap.newKeySet();

    private final AtomicLong told = new AtomicLong();
    private volatile long applied; // how many of them the graph shows

    /** To be told of every {@link #changed change} from before it is made: it starts with what is stored now. */
    public PolicyFeed(RevisionStore store, RoleBasedAuthorizer roles) {
        this.store = store;
        this.roles = roles;
    }

    /** Reads what there is; what changes from now on has to be told. */
    public void start() {
        OF_NODES.forEach(
                collection -> store.latest().list(KeyRange.all(collection)).forEach(entry -> changed(entry.key())));
        roles.changed();
    }

    /** Something was stored or removed, and can be read. */
    public void changed(Key key) {
        if (key.collection().startsWith(RBAC)) {
            roles.changed();
        } else if (OF_NODES.contains(key.collection())) {
            changed.add(key);
            told.incrementAndGet();
        }
    }

    /** What belongs to which node, as of all changes told so far. */
    NodeGraph nodes() {
        if (applied != told.get()) {
            catchUp();
        }
        return graph;
    }

    private synchronized void catchUp() {
        long reached = told.get();
        for (Iterator<Key> keys = changed.iterator(); keys.hasNext(); ) {
            Key key = keys.next();
            keys.remove(); // before it is read: should it change meanwhile, it is there again
            show(key, store.latest().get(key).map(entry -> StoredObject.of(entry)
                    .tree()));
        }
        applied = reached;
    }

    private void show(Key key, Optional<ObjectValue> object) {
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
}
