package dev.jukung.kubelet.cri;

import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image of one layer, as the archive that {@code docker save} writes and every runtime imports. Made in memory: for
 * small images that are made on the node, such as the one of sandboxes. Not thread-safe.
 */
public final class ImageArchive {
    private sealed interface Content {
        record File(byte[] bytes, int mode) implements Content {}

        record Link(String target) implements Content {}

        record Directory() implements Content {}
    }

    private final String reference;
    private final Map<String, Content> content = new LinkedHashMap<>();
    private ObjectValue process = ObjectValue.EMPTY;

    /** @param reference name and tag of the image: {@code jukung.dev/pause:1} */
    public ImageArchive(String reference) {
        this.reference = reference;
    }

    /** The image that holds a pod's namespaces. */
    public static ImageArchive pause(String reference, String architecture) {
        return new ImageArchive(reference)
                .file("pause", PauseProgram.elf(architecture), 0755)
                .entrypoint(List.of("/pause"));
    }

    public ImageArchive file(String path, byte[] bytes, int mode) {
        content.put(path, new Content.File(bytes, mode));
        return this;
    }

    public ImageArchive link(String path, String target) {
        content.put(path, new Content.Link(target));
        return this;
    }

    public ImageArchive directory(String path) {
        content.put(path, new Content.Directory());
        return this;
    }

    public ImageArchive entrypoint(List<String> command) {
        process = process.with("Entrypoint", ListValue.copyOf(command));
        return this;
    }

    public ImageArchive command(List<String> command) {
        process = process.with("Cmd", ListValue.copyOf(command));
        return this;
    }

    public ImageArchive environment(List<String> variables) {
        process = process.with("Env", ListValue.copyOf(variables));
        return this;
    }

    /** @param user a number or a name, with an optional group behind a colon */
    public ImageArchive user(String user) {
        process = process.with("User", user);
        return this;
    }

    public ImageArchive workingDirectory(String path) {
        process = process.with("WorkingDir", path);
        return this;
    }

    /** Writes the archive and closes the stream. */
    public void writeTo(OutputStream out) throws IOException {
        byte[] layer = layer();
        ObjectValue config = ObjectValue.of(
                "architecture",
                "amd64",
                "os",
                "linux",
                "config",
                process,
                "rootfs",
                ObjectValue.of("type", "layers", "diff_ids", ListValue.of("sha256:" + sha256(layer))));
        byte[] configBytes = Json.bytes(config);
        String configName = sha256(configBytes) + ".json";
        ObjectValue manifest = ObjectValue.of(
                "Config", configName, "RepoTags", ListValue.of(reference), "Layers", ListValue.of("layer.tar"));
        try (TarWriter tar = new TarWriter(out)) {
            tar.file(configName, configBytes, 0644);
            tar.file("layer.tar", layer, 0644);
            tar.file("manifest.json", Json.bytes(ListValue.of(manifest)), 0644);
        }
    }

    private byte[] layer() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            for (Map.Entry<String, Content> entry : content.entrySet()) {
                switch (entry.getValue()) {
                    case Content.File(byte[] file, int mode) -> tar.file(entry.getKey(), file, mode);
                    case Content.Link(String target) -> tar.symbolicLink(entry.getKey(), target);
                    case Content.Directory _ -> tar.directory(entry.getKey());
                }
            }
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
