package dev.jukung.kubelet.staticpods;

import dev.jukung.base.Clock;
import dev.jukung.model.Views;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Pods that the files of a folder describe, one each, as the kubelet runs them: with their node, a name that ends with the node's,
 * and a uid that follows from what the file says. A file that cannot be one is told, and passed over. Confined to one thread.
 */
final class StaticPodFiles {
    static final String HASH = "kubernetes.io/config.hash";
    static final String SOURCE = "kubernetes.io/config.source";
    private static final String SEEN = "kubernetes.io/config.seen";
    private static final int UID_BYTES = 16;
    private static final Logger LOG = LoggerFactory.getLogger(StaticPodFiles.class);

    private final Path path;
    private final String nodeName;
    private final Clock clock;

    /** @param path a folder, or one file */
    StaticPodFiles(Path path, String nodeName, Clock clock) {
        this.path = path;
        this.nodeName = nodeName;
        this.clock = clock;
    }

    List<Pod> read() {
        List<Pod> pods = new ArrayList<>();
        try {
            for (Path file : files()) {
                pod(file).ifPresent(pods::add);
            }
        } catch (IOException e) {
            LOG.error("Unable to read config path {}: {}", path, e.toString());
        }
        return List.copyOf(pods);
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(path)) {
            return Files.exists(path) ? List.of(path) : List.of();
        }
        try (Stream<Path> all = Files.list(path)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private Optional<Pod> pod(Path file) {
        try {
            if (Yaml.parse(Files.readAllBytes(file)) instanceof ObjectValue tree) {
                check(tree);
                return Optional.of(complete(tree, file));
            }
            throw new ParseException("no object");
        } catch (IOException | ParseException e) {
            LOG.error("Could not process manifest file {}: invalid pod: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /** @throws ParseException for what cannot be a static Pod */
    private static void check(ObjectValue tree) {
        if (!tree.text("kind", "").equals("Pod") || !tree.text("apiVersion", "").equals("v1")) {
            throw new ParseException(
                    "a Pod of v1 is expected, not a " + tree.text("kind", "") + " of " + tree.text("apiVersion", ""));
        }
        if (tree.object("metadata").text("name", "").isEmpty()) {
            throw new ParseException("name is needed for the pod");
        }
        ObjectValue spec = tree.object("spec");
        if (spec.list("containers").isEmpty()) {
            throw new ParseException("spec.containers: Required value");
        }
        ApiReferences.of(spec).ifPresent(resource -> {
            throw new ParseException("static pods may not reference " + resource);
        });
    }

    private Pod complete(ObjectValue tree, Path file) {
        Pod pod = new Pod(tree);
        String uid = pod.uid().isEmpty() ? uid(tree, file) : pod.uid();
        ListValue tolerations = tree.object("spec")
                .list("tolerations")
                .plus(ObjectValue.of("operator", "Exists", "effect", "NoExecute"));
        ObjectValue annotations = tree.object("metadata")
                .object("annotations")
                .with(HASH, uid)
                .with(SEEN, Views.fromTime(clock.now()))
                .with(SOURCE, "file");
        return new Pod(tree.withAt(uid, "metadata", "uid")
                .withAt(pod.name() + "-" + nodeName, "metadata", "name")
                .withAt(pod.namespace().isEmpty() ? "default" : pod.namespace(), "metadata", "namespace")
                .withAt(annotations, "metadata", "annotations")
                .withAt(nodeName, "spec", "nodeName")
                .withAt(tolerations, "spec", "tolerations")
                .with("status", ObjectValue.of("phase", "Pending")));
    }

    private String uid(ObjectValue tree, Path file) {
        String text = Json.write(tree.sorted()) + "\nhost:" + nodeName + "\nfile:" + file;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, UID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
