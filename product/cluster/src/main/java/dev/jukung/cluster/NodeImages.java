package dev.jukung.cluster;

import dev.jukung.kubelet.container.ImageService.Image;
import dev.jukung.kubelet.cri.ContainerdImages;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The images on the node of a running cluster. Blocking; thread-safe. */
public final class NodeImages {
    private final ContainerdImages images;

    private NodeImages(ContainerdImages images) {
        this.images = images;
    }

    /** @throws IllegalArgumentException when the cluster is simulated: then there are no images */
    public static NodeImages of(ClusterConfig config) {
        return switch (config.backend()) {
            case SIMULATED ->
                throw new IllegalArgumentException("the pods of " + config.name() + " are simulated: it has no images");
            case CONTAINERD -> new NodeImages(new ContainerdImages(config.containerd()));
        };
    }

    /** Brings the images of an archive (docker's or OCI's layout) to the node and gives their names. */
    public List<String> load(Path archive) throws InterruptedException {
        return images.load(archive);
    }

    /** The id of the image that a Pod gets by this name; empty when it is not on the node. */
    public Optional<String> id(String name) throws InterruptedException {
        return images.find(name).map(Image::id);
    }

    public List<NodeImage> list() throws InterruptedException {
        return images.list().stream()
                .flatMap(image -> image.tags().stream().map(name -> new NodeImage(name, image.id(), image.sizeBytes())))
                .toList();
    }

    /** @param id the digest of the image's configuration */
    public record NodeImage(String name, String id, long bytes) {}
}
