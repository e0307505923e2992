package dev.jukung.kubelet.cri;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What this process may do on this host, and which programs it finds. */
public final class HostFacts {
    static final int CAP_SYS_RESOURCE = 24;

    private HostFacts() {}

    /** Whether this process has a capability; the number is the kernel's. */
    static boolean hasCapability(int number) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> number & 1) == 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Finds a program where the host's administrators keep theirs, whatever PATH says. */
    public static Optional<Path> program(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(
                        Stream.of(path.split(":")),
                        Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
