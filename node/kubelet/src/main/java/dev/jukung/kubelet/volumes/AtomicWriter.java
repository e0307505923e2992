package dev.jukung.kubelet.volumes;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes a set of files so that a reader sees either the old ones or the new ones, never a mixture: the files go into a fresh directory,
 * {@code ..data} is a symbolic link to it that is replaced by one rename, and each name that a reader uses leads through {@code ..data}. This is
 * how ConfigMap and Secret volumes look everywhere. Not thread-safe.
 */
final class AtomicWriter {
    private static final String DATA = "..data";
    private static final String DATA_NEXT = "..data_tmp";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("'..'yyyy_MM_dd_HH_mm_ss.", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * One file.
     *
     * @param mode the permission bits, as in {@code 0644}
     */
    record Content(byte[] bytes, int mode) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Content that && mode == that.mode && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes) * 31 + mode;
        }
    }

    /** Who owns the files; empty leaves root. */
    record Owner(Optional<Long> user, Optional<Long> group) {
        static final Owner ROOT = new Owner(Optional.empty(), Optional.empty());
    }

    private final Path directory;

    AtomicWriter(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes the directory show exactly these files, by relative path; nothing is touched when it does already.
     *
     * @return whether anything changed
     */
    boolean write(Map<String, Content> files, Owner owner, Instant now) throws IOException {
        Optional<Path> before = current();
        if (before.isPresent() && read(before.get()).equals(new TreeMap<>(files))) {
            return false;
        }
        Path fresh = freshDirectory(now);
        for (Map.Entry<String, Content> file : files.entrySet()) {
            writeOne(fresh, file.getKey(), file.getValue(), owner);
        }
        Path next = directory.resolve(DATA_NEXT);
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, fresh.getFileName());
        Files.move(next, directory.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        link(files.keySet());
        if (before.isPresent()) {
            delete(before.get());
        }
        return true;
    }

    private Optional<Path> current() throws IOException {
        Path data = directory.resolve(DATA);
        return Files.isSymbolicLink(data)
                ? Optional.of(directory.resolve(Files.readSymbolicLink(data)))
                : Optional.empty();
    }

    private Path freshDirectory(Instant now) throws IOException {
        for (long i = now.getNano(); ; i++) {
            try {
                Path fresh = Files.createDirectory(directory.resolve(STAMP.format(now) + i));
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
                return fresh;
            } catch (FileAlreadyExistsException _) {
                continue; // written twice in the same moment
            }
        }
    }

    private static void writeOne(Path top, String name, Content content, Owner owner) throws IOException {
        Path file = top.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content.bytes());
        Ownership.mode(file, content.mode());
        Ownership.set(file, owner);
    }

    private static Map<String, Content> read(Path top) throws IOException {
        Map<String, Content> files = new TreeMap<>();
        if (!Files.isDirectory(top)) {
            return files;
        }
        try (Stream<Path> tree = Files.walk(top)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                files.put(top.relativize(file).toString(), new Content(Files.readAllBytes(file), mode(file)));
            }
        }
        return files;
    }

    private static int mode(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    /** Each first name of a path leads through {@code ..data}; names that are no longer used go. */
    private void link(Set<String> paths) throws IOException {
        Set<String> names = new HashSet<>();
        paths.forEach(path -> names.add(Path.of(path).getName(0).toString()));
        for (String name : names) {
            Path link = directory.resolve(name);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of(DATA, name));
            }
        }
        try (Stream<Path> children = Files.list(directory)) {
            for (Path child : children.toList()) {
                String name = child.getFileName().toString();
                if (!name.startsWith("..") && !names.contains(name)) {
                    Files.delete(child);
                }
            }
        }
    }

    private static void delete(Path top) throws IOException {
        if (!Files.exists(top)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(top)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
