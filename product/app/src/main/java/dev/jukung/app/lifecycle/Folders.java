package dev.jukung.app.lifecycle;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Folders by their files. */
final class Folders {
    private Folders() {}

    /** The folder that a file is in; the root is in itself. */
    static Path parent(Path file) {
        Path absolute = file.toAbsolutePath();
        @Nullable Path parent = absolute.getParent();
        return parent == null ? absolute : parent;
    }
}
