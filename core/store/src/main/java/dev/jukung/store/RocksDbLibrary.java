package dev.jukung.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads RocksDB's native library. Its own loader unpacks 15 MB into the system's temporary directory at each
 * start, which takes a good part of our start-up time and leaves the file behind after a crash. Here it is
 * unpacked once, beside the data, under the checksum of its content.
 */
final class RocksDbLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(RocksDbLibrary.class);

    private RocksDbLibrary() {}

    /** May be called many times; the first one counts. */
    static void load(Path directory) {
        try {
            RocksDB.loadLibrary(List.of(unpacked(directory).toString()));
        } catch (IOException | UnsatisfiedLinkError e) {
            // A directory mounted noexec, or classes that do not come from a jar: the library's own way works too.
            LOG.debug("RocksDB's library is not loaded from {}", directory, e);
            RocksDB.loadLibrary();
        }
    }

    /** The directory with the library file in it. */
    private static Path unpacked(Path directory) throws IOException {
        String name = Environment.getJniLibraryFileName("rocksdb");
        String nameOutsideOfJar = Environment.getJniLibraryFileName("rocksdbjni"); // that is how it is looked for
        @Nullable URL resource = RocksDB.class.getClassLoader().getResource(name);
        if (resource == null || !(resource.openConnection() instanceof JarURLConnection connection)) {
            throw new IOException(name + " is not in a jar");
        }
        Path home = directory.resolve(Long.toHexString(connection.getJarEntry().getCrc()));
        Path file = home.resolve(nameOutsideOfJar);
        if (!Files.exists(file)) {
            Files.createDirectories(home);
            Path part = Files.createTempFile(home, name, ".part");
            try (InputStream content = resource.openStream()) {
                Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        }
        return home;
    }
}
