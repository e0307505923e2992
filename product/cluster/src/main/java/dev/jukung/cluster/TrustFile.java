package dev.jukung.cluster;

import dev.jukung.http.pki.TrustBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;

/** The authorities that a file holds now, in PEM; see {@link FileWatch}. Thread-safe. */
final class TrustFile implements Supplier<TrustBundle> {
    private final Path file;
    private volatile TrustBundle bundle = TrustBundle.NONE;

    TrustFile(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    void reload() throws IOException, GeneralSecurityException {
        bundle = TrustBundle.read(file);
    }

    @Override
    public TrustBundle get() {
        return bundle;
    }
}
