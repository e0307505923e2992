package dev.jukung.kubelet.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** The kernel's table of mounts, as this process sees it (proc_pid_mountinfo(5)). Stateless. */
public final class MountTable {
    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;

    private MountTable() {}

    /** Mount points at or below a directory, the deepest first. */
    public static List<Path> below(Path directory) {
        try {
            return below(directory, Files.readString(TABLE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param table in the kernel's form: the fifth field is where, with blanks as octal escapes */
    static List<Path> below(Path directory, String table) {
        return table.lines()
                .map(line -> line.split(" "))
                .filter(fields -> fields.length > MOUNT_POINT)
                .map(fields -> Path.of(fields[MOUNT_POINT].replace("\\040", " ")))
                .filter(mount -> mount.startsWith(directory))
                .sorted(Comparator.comparing(Path::toString).reversed())
                .toList();
    }
}
