package dev.jukung.app.kustomize;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one kustomization. Files are read from it and below only, so that building someone's kustomization reads
 * nothing else of the machine; other folders may be anywhere, but not one that is being built already. Immutable.
 */
final class Folder {
    private static final List<String> NAMES = List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

    private final Path path;
    private final @Nullable Folder parent;

    private Folder(Path path, @Nullable Folder parent) {
        this.path = path;
        this.parent = parent;
    }

    static Folder root(Path path) {
        return new Folder(real(path), null);
    }

    /** Another kustomization, named relative to this one. */
    Folder other(String name) {
        if (isRemote(name)) {
            throw new KustomizeException(
                    "'" + name + "' is remote, which is not supported: fetch it and name its folder");
        }
        Path other = real(path.resolve(name));
        if (!Files.isDirectory(other)) {
            throw new KustomizeException("'" + other + "' is no folder");
        }
        for (Folder ancestor = this; ancestor != null; ancestor = ancestor.parent) {
            if (ancestor.path.startsWith(other)) {
                throw new KustomizeException(
                        "cycle detected: candidate root '" + other + "' contains visited root '" + ancestor.path + "'");
            }
        }
        return new Folder(other, this);
    }

    boolean isFolder(String name) {
        return !isRemote(name) && Files.isDirectory(path.resolve(name));
    }

    private static boolean isRemote(String name) {
        return name.contains("://") || name.startsWith("git@") || name.startsWith("github.com/");
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new KustomizeException("no such file or folder: '" + path + "'", e);
        }
    }

    byte[] read(String name) {
        if (isRemote(name)) {
            throw new KustomizeException("'" + name + "' is remote, which is not supported: fetch it first");
        }
        Path file = real(path.resolve(name));
        if (!file.startsWith(path)) {
            throw new KustomizeException("security; file '" + file + "' is not in or below '" + path + "'");
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new KustomizeException("reading '" + file + "': " + e.getMessage(), e);
        }
    }

    String text(String name) {
        return new String(read(name), StandardCharsets.UTF_8);
    }

    boolean has(String name) {
        return Files.isRegularFile(path.resolve(name));
    }

    /** The text of the kustomization file. */
    String kustomization() {
        List<String> found = NAMES.stream().filter(this::has).toList();
        if (found.size() != 1) {
            throw new KustomizeException(
                    found.isEmpty()
                            ? "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '"
                                    + path + "'"
                            : "Found multiple kustomization files under: " + path);
        }
        return text(found.getFirst());
    }

    /** The last part of a file's name. */
    static String baseName(String name) {
        return Optional.ofNullable(Path.of(name).getFileName())
                .map(Path::toString)
                .orElse(name);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
