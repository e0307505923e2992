package dev.jukung.app.lifecycle;

import dev.jukung.kubelet.node.MountTable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Deletes the folder of a cluster with all that is in it, and nothing that is only mounted or linked there. */
final class FolderRemoval {
    private FolderRemoval() {}

    /** What could not be deleted, one line each. The settings go last, so that a second try knows the cluster. */
    static List<String> delete(ClusterFolder folder) throws IOException {
        List<String> left = new ArrayList<>();
        if (!Files.isDirectory(folder.path())) {
            return left;
        }
        for (Path mount : MountTable.below(folder.path())) {
            left.add(mount + ": is still mounted");
        }
        if (!left.isEmpty()) {
            return left; // behind a mount may be files of the user
        }
        try (Stream<Path> children = Files.list(folder.path())) {
            for (Path child :
                    children.filter(child -> !child.equals(folder.settings())).toList()) {
                Files.walkFileTree(child, new Deleting(left));
            }
        }
        if (left.isEmpty()) {
            Files.deleteIfExists(folder.settings());
            Files.delete(folder.path());
        }
        return left;
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {
        private final List<String> left;

        Deleting(List<String> left) {
            this.left = left;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return delete(file);
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            left.add(file + ": " + e);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
            return delete(directory);
        }

        private FileVisitResult delete(Path path) {
            try {
                Files.delete(path);
            } catch (NoSuchFileException _) {
                return FileVisitResult.CONTINUE; // somebody else was quicker
            } catch (IOException e) {
                left.add(path + ": " + e);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
