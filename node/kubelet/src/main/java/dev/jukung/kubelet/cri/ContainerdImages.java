package dev.jukung.kubelet.cri;

import dev.jukung.kubelet.container.ImageService.Image;
import dev.jukung.kubelet.container.RuntimeFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The images of a running containerd, for programs beside the kubelet: what {@code ctr} and {@code crictl} are used for. Blocking;
 * thread-safe.
 */
public final class ContainerdImages {
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(5);

    private final Path socket;

    public ContainerdImages(ContainerdSettings settings) {
        this.socket = settings.socket();
    }

    /**
     * Imports the images of an archive: docker's or OCI's layout, plain or compressed. Gives the names of the images.
     *
     * @throws java.io.UncheckedIOException with the words of {@code ctr} when the archive is none, or containerd cannot be reached
     */
    public List<String> load(Path archive) throws InterruptedException {
        String output = Commands.require(
                COMMAND_LIMIT,
                List.of(
                        "ctr",
                        "--address",
                        socket.toString(),
                        "--namespace",
                        "k8s.io",
                        "images",
                        "import",
                        "--digests=false",
                        archive.toString()));
        // One line per image: "unpacking NAME (DIGEST)...done"
        return output.lines()
                .filter(line -> line.startsWith("unpacking "))
                .map(line -> line.split(" ")[1])
                .toList();
    }

    /**
     * The image of a name, as a Pod would write it.
     *
     * @throws RuntimeFailure when containerd cannot be reached
     */
    public Optional<Image> find(String name) throws InterruptedException {
        try (CriConnection connection = new CriConnection(socket)) {
            return new CriImages(connection).image(name);
        }
    }

    /** @throws RuntimeFailure when containerd cannot be reached */
    public List<Image> list() throws InterruptedException {
        try (CriConnection connection = new CriConnection(socket)) {
            return new CriImages(connection).images();
        }
    }
}
