package dev.jukung.apiserver.audit;

import dev.jukung.base.Clock;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file that is put aside when it is full: {@code audit.log} becomes {@code audit-2026-01-01T00-00-00.000.log}. Files put
 * aside go when there are too many or they are too old. For its owner only. Not thread-safe.
 */
final class RotatingFile implements Closeable {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS");

    /**
     * @param bytes after which a new file begins
     * @param backups kept; zero: all of them
     * @param age after which a file put aside goes; zero: never
     */
    record Limits(long bytes, int backups, Duration age, boolean compress) {}

    private record Backup(Path file, Instant time) {}

    private final Path file;
    private final Limits limits;
    private final Clock clock;
    private @Nullable OutputStream out;
    private long size;

    RotatingFile(Path file, Limits limits, Clock clock) {
        this.file = file.toAbsolutePath();
        this.limits = limits;
        this.clock = clock;
    }

    void write(byte[] line) throws IOException {
        OutputStream open = out == null ? open() : out;
        if (size > 0 && size + line.length > limits.bytes()) {
            close();
            putAside();
            open = open();
        }
        open.write(line);
        size += line.length;
    }

    private OutputStream open() throws IOException {
        Path folder = folder();
        Files.createDirectories(folder);
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        size = Files.size(file);
        OutputStream opened = Files.newOutputStream(file, StandardOpenOption.APPEND);
        out = opened;
        return opened;
    }

    private Path folder() {
        Path parent = file.getParent();
        return parent == null ? file.getFileSystem().getPath("/") : parent;
    }

    private String base() {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private String extension() {
        return String.valueOf(file.getFileName()).substring(base().length());
    }

    private void putAside() throws IOException {
        String stamp = STAMP.format(LocalDateTime.ofInstant(clock.now(), ZoneOffset.UTC));
        Path aside = folder().resolve(base() + "-" + stamp + extension());
        Files.move(file, aside);
        if (limits.compress()) {
            compress(aside);
        }
        cleanUp();
    }

    private static void compress(Path aside) throws IOException {
        Path packed = aside.resolveSibling(aside.getFileName() + ".gz");
        Files.createFile(packed, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (InputStream in = Files.newInputStream(aside);
                OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(packed))) {
            in.transferTo(zipped);
        }
        Files.delete(aside);
    }

    private void cleanUp() throws IOException {
        List<Backup> backups = backups();
        Instant oldest = clock.now().minus(limits.age());
        for (int i = 0; i < backups.size(); i++) {
            boolean tooMany = limits.backups() > 0 && i >= limits.backups();
            boolean tooOld = !limits.age().isZero() && backups.get(i).time().isBefore(oldest);
            if (tooMany || tooOld) {
                Files.deleteIfExists(backups.get(i).file());
            }
        }
    }

    /** Newest first. */
    private List<Backup> backups() throws IOException {
        List<Backup> backups = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder())) {
            files.forEach(each ->
                    time(String.valueOf(each.getFileName())).ifPresent(time -> backups.add(new Backup(each, time))));
        }
        backups.sort(Comparator.comparing(Backup::time).reversed());
        return backups;
    }

    private Optional<Instant> time(String name) {
        String prefix = base() + "-";
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        if (!plain.startsWith(prefix) || !plain.endsWith(extension())) {
            return Optional.empty();
        }
        try {
            String stamp = plain.substring(
                    prefix.length(), plain.length() - extension().length());
            return Optional.of(LocalDateTime.parse(stamp, STAMP).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException | StringIndexOutOfBoundsException _) {
            return Optional.empty(); // somebody else's file
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }
}
