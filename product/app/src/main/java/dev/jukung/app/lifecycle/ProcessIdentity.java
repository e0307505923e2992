package dev.jukung.app.lifecycle;

import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which process it is, and not another one that got its number later: a number together with the time of its start, in the
 * kernel's ticks since a certain boot.
 */
record ProcessIdentity(long pid, long startTicks, String boot) {
    private static final Path PROC = Path.of("/proc");
    /** Places in {@code /proc/PID/stat} behind the program's name, from its state on (proc(5): fields 3, 14, 15 and 22). */
    private static final int STATE = 0;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int START_TICKS = 19;

    /** Ticks of the kernel in a second, for programs: the same on every architecture that Java runs on. */
    static final int TICKS_PER_SECOND = 100;

    /** Empty when there is no such process, or only what is left of one that has ended. */
    static Optional<ProcessIdentity> of(long pid) {
        try {
            List<String> fields = statFields(read(pid, "stat"));
            if (List.of("Z", "X").contains(fields.get(STATE))) {
                return Optional.empty();
            }
            return Optional.of(new ProcessIdentity(pid, Long.parseLong(fields.get(START_TICKS)), thisBoot()));
        } catch (IOException _) {
            return Optional.empty(); // how Linux says that there is none
        }
    }

    static ProcessIdentity ofThisProcess() {
        return of(ProcessHandle.current().pid()).orElseThrow();
    }

    /** The fields behind the name, which is in parentheses and may hold spaces and parentheses itself. */
    static List<String> statFields(String stat) {
        return List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" "));
    }

    private static String thisBoot() throws IOException {
        return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    }

    private static String read(long pid, String file) throws IOException {
        return Files.readString(PROC.resolve(Long.toString(pid)).resolve(file), StandardCharsets.ISO_8859_1);
    }

    /** Whether this very process runs, and runs {@code program}. */
    boolean runs(String program) {
        try {
            return of(pid).filter(this::equals).isPresent()
                    && List.of(read(pid, "cmdline").split("\0")).contains(program);
        } catch (IOException _) {
            return false; // it has just ended
        }
    }

    /** The CPU time it has used. */
    double cpuSeconds() throws IOException {
        List<String> fields = statFields(read(pid, "stat"));
        long ticks = Long.parseLong(fields.get(USER_TICKS)) + Long.parseLong(fields.get(SYSTEM_TICKS));
        return (double) ticks / TICKS_PER_SECOND;
    }

    /** The memory it has in RAM. */
    long residentBytes() throws IOException {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    ObjectValue tree() {
        return ObjectValue.of("pid", pid, "startTicks", startTicks, "boot", boot);
    }

    static ProcessIdentity of(ObjectValue tree) {
        return new ProcessIdentity(tree.integer("pid", 0), tree.integer("startTicks", 0), tree.text("boot", ""));
    }
}
