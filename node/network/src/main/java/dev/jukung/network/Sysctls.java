package dev.jukung.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kernel parameters that are set for a while and put back as they were. What they were is also kept in a file, so that
 * it is not forgotten when the process is killed. Blocking; confined to one thread at a time.
 */
final class Sysctls {
    private static final Logger LOG = LoggerFactory.getLogger(Sysctls.class);

    private record Changed(String before, String now) {}

    private final Host host;
    private final Path file;
    private final Map<String, Changed> changed = new TreeMap<>();

    /** @param file may exist, from a process that was killed; its values are the ones to put back */
    Sysctls(Host host, Path file) {
        this.host = host;
        this.file = file;
        read();
    }

    /** Sets {@code key} unless it has that value already. A parameter the kernel does not have is an error. */
    void set(String key, String value) throws InterruptedException {
        try {
            String now = host.sysctl(key);
            if (now.equals(value)) {
                return;
            }
            Changed known = changed.get(key);
            changed.put(key, new Changed(known == null ? now : known.before(), value));
            write(); // before the change: a crash in between restores what is already so
            host.sysctl(key, value);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set " + key + " to " + value, e);
        }
    }

    boolean exists(String key) throws InterruptedException {
        try {
            host.sysctl(key);
            return true;
        } catch (IOException _) {
            return false; // what the question was
        }
    }

    /** Puts everything back that still has the value given here; what somebody else changed since is theirs. */
    void restore() throws InterruptedException {
        for (Map.Entry<String, Changed> entry : changed.entrySet()) {
            try {
                if (host.sysctl(entry.getKey()).equals(entry.getValue().now())) {
                    host.sysctl(entry.getKey(), entry.getValue().before());
                }
            } catch (IOException e) {
                LOG.warn("Failed to restore {}: {}", entry.getKey(), e.getMessage());
            }
        }
        changed.clear();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }

    private void read() {
        try {
            for (String line : Files.readAllLines(file)) {
                List<String> words = List.of(line.split("\t"));
                if (words.size() == 3) {
                    changed.put(words.get(0), new Changed(words.get(1), words.get(2)));
                }
            }
        } catch (NoSuchFileException _) {
            LOG.trace("nothing to restore from {}", file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private void write() throws IOException {
        String text = changed.entrySet().stream()
                .map(entry -> entry.getKey() + "\t" + entry.getValue().before() + "\t"
                        + entry.getValue().now() + "\n")
                .collect(Collectors.joining());
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
