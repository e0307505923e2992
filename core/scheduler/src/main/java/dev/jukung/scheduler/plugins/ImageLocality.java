package dev.jukung.scheduler.plugins;

import dev.jukung.scheduler.ClusterSnapshot;
import dev.jukung.scheduler.NodeSnapshot;
import dev.jukung.scheduler.PodFacts;
import dev.jukung.scheduler.ScorePlugin;
import java.util.HashMap;
import java.util.Map;

/** Prefers nodes that have the pod's images already, counted by how much they would have to pull otherwise. */
public final class ImageLocality implements ScorePlugin {
    private static final long MEGABYTE = 1024 * 1024;
    private static final long SMALL = 23 * MEGABYTE;
    private static final long LARGE_PER_CONTAINER = 1000 * MEGABYTE;

    @Override
    public String name() {
        return "ImageLocality";
    }

    @Override
    public long weight() {
        return 1;
    }

    @Override
    public NodeScorer prepare(PodFacts pod, ClusterSnapshot cluster) {
        // An image that few nodes have counts less, so that not all pods heap up on the few.
        Map<String, Double> spread = new HashMap<>();
        for (String image : pod.images()) {
            String name = normalized(image);
            long having = cluster.nodesWith(name);
            if (having > 0) {
                spread.put(name, (double) having / cluster.nodes().size());
            }
        }
        return spread.isEmpty() ? NodeScorer.NONE : node -> score(pod, spread, node);
    }

    private static long score(PodFacts pod, Map<String, Double> spread, NodeSnapshot node) {
        long sum = 0;
        for (Map.Entry<String, Double> image : spread.entrySet()) {
            sum += (long) (node.images().getOrDefault(image.getKey(), 0L) * image.getValue());
        }
        long large = LARGE_PER_CONTAINER * pod.images().size();
        long clamped = Math.max(SMALL, Math.min(sum, large));
        return MAX * (clamped - SMALL) / (large - SMALL);
    }

    private static String normalized(String image) {
        return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
    }
}
