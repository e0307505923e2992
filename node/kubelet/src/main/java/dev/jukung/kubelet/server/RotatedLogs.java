package dev.jukung.kubelet.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** The older parts of one container's log: {@code 0.log.20260101-120000}, packed {@code 0.log.20260101-120000.gz}. */
final class RotatedLogs {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String PACKED = ".gz";
    private static final String UNFINISHED = ".tmp";

    private final Path log;
    private final Path directory;
    private final String prefix;

    RotatedLogs(Path log) {
        this.log = log;
        this.directory = Optional.ofNullable(log.toAbsolutePath().getParent())
                .orElseThrow(() -> new IllegalArgumentException(log + " is in no directory"));
        this.prefix = log.getFileName() + ".";
    }

    /** The oldest one first. */
    List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> !file.getFileName().toString().endsWith(UNFINISHED))
                    .sorted()
                    .toList();
        }
    }

    /** What an earlier kubelet has begun to pack and not finished. */
    void removeLeftovers() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith(prefix))
                    .filter(each -> each.getFileName().toString().endsWith(UNFINISHED))
                    .toList()) {
                Files.delete(file);
            }
        }
        List<Path> all = all();
        for (Path file : all) {
            if (all.contains(file.resolveSibling(file.getFileName() + PACKED))) {
                Files.delete(file); // packed already
            }
        }
    }

    /** Removes the oldest ones. */
    void keep(int count) throws IOException {
        List<Path> all = all();
        for (Path file : all.subList(0, Math.max(0, all.size() - Math.max(0, count)))) {
            Files.delete(file);
        }
    }

    /** All that are not packed: the runtime has long turned away from them. */
    void pack() throws IOException {
        for (Path file : all()) {
            if (file.getFileName().toString().endsWith(PACKED)) {
                continue;
            }
            Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
            try (InputStream in = Files.newInputStream(file);
                    OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished))) {
                in.transferTo(out);
            }
            Files.move(
                    unfinished,
                    file.resolveSibling(file.getFileName() + PACKED),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Files.delete(file);
        }
    }

    /** Gives the log that is written the name of an older one. */
    Path moveAside(Instant now) throws IOException {
        Path aside = log.resolveSibling(prefix + TIME.format(now));
        return Files.move(log, aside);
    }
}
