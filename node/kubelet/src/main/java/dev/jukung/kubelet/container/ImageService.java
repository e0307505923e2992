package dev.jukung.kubelet.container;

import java.util.List;
import java.util.Optional;

/** Images of the node. Methods block and throw {@link RuntimeFailure}. Thread-safe. */
public interface ImageService {
    /** The image that {@code reference} (a name with tag or digest, or an id) stands for, if it is on the node. */
    Optional<Image> image(String reference) throws InterruptedException;

    List<Image> images() throws InterruptedException;

    /** Fetches an image from its registry and gives its id. Interruptible: the pull is then given up. */
    String pull(String reference, Optional<Credentials> credentials, SandboxConfig sandbox) throws InterruptedException;

    void remove(String reference) throws InterruptedException;

    /** @return bytes that images take on the node's disk */
    long usedBytes() throws InterruptedException;

    /**
     * @param id the digest of the image's configuration: {@code sha256:…}
     * @param user the numeric user the image runs as, if it names one
     * @param userName the user's name, if the image names one; empty otherwise
     */
    record Image(
            String id,
            List<String> tags,
            List<String> digests,
            long sizeBytes,
            Optional<Long> user,
            String userName,
            boolean pinned) {}

    /** For a registry: as in a docker configuration file. */
    record Credentials(String username, String password, String server, String identityToken, String registryToken) {}
}
