package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.cluster.NodeImages;
import java.nio.file.Path;

/** Brings one image to the node of a running cluster, unless it is there. */
public final class NodeImageLoad {
    private final CommandContext context;
    private final String cluster;

    public NodeImageLoad(CommandContext context, String cluster) {
        this.context = context;
        this.cluster = cluster;
    }

    /**
     * @param id the digest of the image's configuration
     * @return false when exactly this image was there already
     */
    public boolean load(Path archive, String name, String id) throws InterruptedException {
        NodeImages images = ImageLoadCommand.images(context, ClusterFolder.of(context, cluster));
        boolean there = images.id(name).filter(id::equals).isPresent();
        if (!there) {
            images.load(archive);
        }
        return !there;
    }
}
