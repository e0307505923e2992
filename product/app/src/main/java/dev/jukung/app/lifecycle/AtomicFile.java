package dev.jukung.app.lifecycle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are replaced as a whole: whoever reads one sees the old or the new content, also after a loss of power. */
final class AtomicFile {
    private AtomicFile() {}

    /** Writes a file that only its owner can read. The owner of what was there stays its owner. */
    static void write(Path file, String content) throws IOException {
        Path next = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(next);
        try {
            try (FileChannel out = FileChannel.open(
                    next,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            keepOwner(next, Files.exists(file) ? file : Folders.parent(file));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** Root that writes into a user's home leaves the user able to read what it wrote. */
    static void keepOwner(Path made, Path model) throws IOException {
        if (!Files.getOwner(made).equals(Files.getOwner(model)) && "root".equals(System.getProperty("user.name"))) {
            Files.setOwner(made, Files.getOwner(model));
        }
    }
}
