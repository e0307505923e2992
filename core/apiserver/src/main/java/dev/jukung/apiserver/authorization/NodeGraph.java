package dev.jukung.apiserver.authorization;

import dev.jukung.model.ObjectKey;
import dev.jukung.value.ObjectValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What belongs to which node: everything that a Pod bound there mentions, and what is made for the node itself. Fed by
 * changes of objects, one at a time; a question costs a few look-ups. Thread-safe.
 */
final class NodeGraph {
    /** What a node may ask for. */
    enum Type {
        POD,
        SECRET,
        CONFIG_MAP,
        CLAIM,
        VOLUME,
        SERVICE_ACCOUNT,
        RESOURCE_CLAIM,
        ATTACHMENT,
        SLICE
    }

    record Vertex(Type type, String namespace, String name) {}

    private record PodEdges(String node, Set<Vertex> mentioned) {}

    private record VolumeEdges(Vertex claim, Set<Vertex> secrets) {}

    private static final String MIRROR = "kubernetes.io/config.mirror";

    // All guarded by this.
    private final Map<ObjectKey, PodEdges> pods = new HashMap<>();
    private final Map<String, VolumeEdges> volumes = new HashMap<>();
    private final Map<Vertex, Set<String>> volumesBySecret = new HashMap<>();
    /** By how many ways a thing leads to a node. */
    private final Map<Vertex, Map<String, Integer>> nodes = new HashMap<>();

    /** @param pod as it is now; empty when it is gone */
    synchronized void pod(ObjectKey key, Optional<ObjectValue> pod) {
        PodEdges old = pods.remove(key);
        if (old != null) {
            old.mentioned().forEach(vertex -> disconnect(vertex, old.node()));
        }
        String node = pod.map(tree -> tree.object("spec").text("nodeName", "")).orElse("");
        if (pod.isEmpty() || node.isEmpty()) {
            return;
        }
        PodEdges edges = new PodEdges(node, mentioned(key, pod.get()));
        pods.put(key, edges);
        edges.mentioned().forEach(vertex -> connect(vertex, node));
    }

    private static Set<Vertex> mentioned(ObjectKey key, ObjectValue pod) {
        Set<Vertex> all = new LinkedHashSet<>();
        all.add(new Vertex(Type.POD, key.namespace(), key.name()));
        if (pod.object("metadata").object("annotations").has(MIRROR)) {
            return all; // a node must not get rights by creating Pods
        }
        ObjectValue spec = pod.object("spec");
        String account = spec.text("serviceAccountName", "");
        if (!account.isEmpty()) {
            all.add(new Vertex(Type.SERVICE_ACCOUNT, key.namespace(), account));
        }
        PodReferences.secrets(pod).forEach(name -> all.add(new Vertex(Type.SECRET, key.namespace(), name)));
        PodReferences.configMaps(pod).forEach(name -> all.add(new Vertex(Type.CONFIG_MAP, key.namespace(), name)));
        for (ObjectValue volume : spec.list("volumes").objects()) {
            String claim = volume.has("ephemeral")
                    ? key.name() + "-" + volume.text("name", "")
                    : volume.object("persistentVolumeClaim").text("claimName", "");
            if (!claim.isEmpty()) {
                all.add(new Vertex(Type.CLAIM, key.namespace(), claim));
            }
        }
        resourceClaims(pod).forEach(name -> all.add(new Vertex(Type.RESOURCE_CLAIM, key.namespace(), name)));
        return all;
    }

    private static Stream<String> resourceClaims(ObjectValue pod) {
        ObjectValue status = pod.object("status");
        Map<String, String> made = new HashMap<>();
        status.list("resourceClaimStatuses")
                .objects()
                .forEach(each -> made.put(each.text("name", ""), each.text("resourceClaimName", "")));
        Stream<String> named = pod.object("spec").list("resourceClaims").objects().stream()
                .map(claim -> claim.text("resourceClaimName", made.getOrDefault(claim.text("name", ""), "")));
        String extended = status.object("extendedResourceClaimStatus").text("resourceClaimName", "");
        return Stream.concat(named, Stream.of(extended)).filter(name -> !name.isEmpty());
    }

    /** @param volume as it is now; empty when it is gone */
    synchronized void volume(String name, Optional<ObjectValue> volume) {
        VolumeEdges old = volumes.remove(name);
        if (old != null) {
            for (Vertex secret : old.secrets()) {
                Set<String> users = volumesBySecret.getOrDefault(secret, Set.of());
                users.remove(name);
                if (users.isEmpty()) {
                    volumesBySecret.remove(secret);
                }
            }
        }
        ObjectValue claim =
                volume.map(tree -> tree.object("spec").object("claimRef")).orElse(ObjectValue.EMPTY);
        if (volume.isEmpty() || claim.isEmpty()) {
            return;
        }
        Vertex claimed = new Vertex(Type.CLAIM, claim.text("namespace", ""), claim.text("name", ""));
        VolumeEdges edges = new VolumeEdges(claimed, VolumeSecrets.visibleToKubelets(volume.get()));
        volumes.put(name, edges);
        edges.secrets().forEach(secret -> volumesBySecret
                .computeIfAbsent(secret, _ -> new HashSet<>())
                .add(name));
    }

    /** A thing of one node, such as a VolumeAttachment. @param node empty when the thing is gone or has no node */
    synchronized void own(Vertex thing, String node) {
        nodes.remove(thing);
        if (!node.isEmpty()) {
            connect(thing, node);
        }
    }

    synchronized boolean leadsTo(Vertex thing, String node) {
        return switch (thing.type()) {
            case VOLUME -> volumeLeadsTo(thing.name(), node);
            case SECRET ->
                direct(thing, node)
                        || volumesBySecret.getOrDefault(thing, Set.of()).stream()
                                .anyMatch(volume -> volumeLeadsTo(volume, node));
            case POD, CONFIG_MAP, CLAIM, SERVICE_ACCOUNT, RESOURCE_CLAIM, ATTACHMENT, SLICE -> direct(thing, node);
        };
    }

    private boolean volumeLeadsTo(String volume, String node) {
        VolumeEdges edges = volumes.get(volume);
        return edges != null && direct(edges.claim(), node);
    }

    private boolean direct(Vertex thing, String node) {
        return nodes.getOrDefault(thing, Map.of()).containsKey(node);
    }

    private void connect(Vertex thing, String node) {
        nodes.computeIfAbsent(thing, _ -> new HashMap<>()).merge(node, 1, Integer::sum);
    }

    private void disconnect(Vertex thing, String node) {
        nodes.computeIfPresent(thing, (_, counts) -> {
            counts.computeIfPresent(node, (_, count) -> count == 1 ? null : count - 1);
            return counts.isEmpty() ? null : counts;
        });
    }
}
