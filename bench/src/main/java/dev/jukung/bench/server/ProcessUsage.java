package dev.jukung.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process uses of the machine, from {@code /proc}.
 *
 * @param residentKib RSS: every page that is mapped and present
 * @param proportionalKib PSS: pages shared with other processes count by their part
 */
public record ProcessUsage(Duration cpu, long residentKib, long proportionalKib) {
    /** USER_HZ, which Linux fixes at 100 on all machines that a JDK runs on. */
    private static final long TICK_MILLIS = 10;

    public static ProcessUsage of(long pid) throws IOException {
        Path folder = Path.of("/proc/" + pid);
        String rollup = Files.readString(folder.resolve("smaps_rollup"));
        return new ProcessUsage(cpu(pid), kib(rollup, "Rss"), kib(rollup, "Pss"));
    }

    /** CPU only, which is quick to read. */
    public static Duration cpu(long pid) throws IOException {
        return parseCpu(Files.readString(Path.of("/proc/" + pid + "/stat")));
    }

    /** The sum of utime and stime in the text of {@code /proc/PID/stat}; the name of the program may hold anything. */
    static Duration parseCpu(String stat) {
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(afterName[11]) + Long.parseLong(afterName[12]);
        return Duration.ofMillis(ticks * TICK_MILLIS);
    }

    /** A line {@code NAME: 123 kB} of {@code smaps_rollup}. */
    static long kib(String rollup, String name) {
        return rollup.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no line " + name + ": in\n" + rollup));
    }
}
