package dev.jukung.kubelet.sim;

import dev.jukung.kubelet.container.ImageService;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.container.SandboxConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images that are nothing but names: every one can be pulled, unless the pod's annotation says otherwise. Thread-safe. */
final class SimulatedImages implements ImageService {
    private static final long SIZE_BYTES = 1_000_000;
    /** More names than any simulated cluster uses; the oldest go first. */
    private static final int IMAGES_MAX = 10_000;

    // Guarded by this. By name.
    private final Map<String, Image> images = new LinkedHashMap<>();

    /** Other images that are the same now. */
    synchronized SimulatedImages copy() {
        SimulatedImages copy = new SimulatedImages();
        copy.images.putAll(images);
        return copy;
    }

    @Override
    public synchronized Optional<Image> image(String reference) {
        Image named = images.get(reference);
        return named != null
                ? Optional.of(named)
                : images.values().stream()
                        .filter(image -> image.id().equals(reference))
                        .findFirst();
    }

    @Override
    public synchronized List<Image> images() {
        return List.copyOf(images.values());
    }

    @Override
    public String pull(String reference, Optional<Credentials> credentials, SandboxConfig sandbox) {
        String error = sandbox.annotations().get(SimulatedBehaviour.PREFIX + "pull-error");
        if (error != null) {
            throw new RuntimeFailure(RuntimeFailure.Code.UNKNOWN, "rpc error: code = Unknown desc = " + error);
        }
        return add(reference).id();
    }

    synchronized Image add(String reference) {
        Image known = images.get(reference);
        if (known != null) {
            return known;
        }
        if (images.size() >= IMAGES_MAX) {
            images.remove(images.keySet().iterator().next());
        }
        String id = "sha256:" + sha256(reference);
        Image image = new Image(id, List.of(reference), List.of(), SIZE_BYTES, Optional.empty(), "1000", false);
        images.put(reference, image);
        return image;
    }

    @Override
    public synchronized void remove(String reference) {
        images.values()
                .removeIf(image -> image.id().equals(reference) || image.tags().contains(reference));
    }

    @Override
    public synchronized long usedBytes() {
        return images.size() * SIZE_BYTES;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
