package dev.jukung.kubelet.certificate;

import dev.jukung.http.pki.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Keeps one certificate with its key as Kubernetes does: {@code NAME-current.pem} leads to the newest of {@code NAME-DATE.pem},
 * which only its owner may read. Confined to one thread at a time.
 */
public final class CertificateStore {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm-ss").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final String name;

    /** @param name {@code kubelet-client} */
    public CertificateStore(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    Path folder() {
        return folder;
    }

    /** Where the newest can be read, whatever it is. */
    public Path currentPath() {
        return folder.resolve(name + "-current.pem");
    }

    /** Empty when there is none yet. */
    public Optional<TlsIdentity> current() throws IOException, GeneralSecurityException {
        return Files.exists(currentPath())
                ? Optional.of(TlsIdentity.read(currentPath(), currentPath()))
                : Optional.empty();
    }

    void put(TlsIdentity identity, Instant now) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name + "-" + DATE.format(now) + ".pem");
        writePrivate(file, identity.chainPem() + identity.keyPem());
        Path link = folder.resolve(name + "-updated.pem");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, file.toAbsolutePath());
        Files.move(link, currentPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void writePrivate(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }
}
