package dev.jukung.kubelet.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * What a machine uses at one moment.
 *
 * @param cpuNanos CPU time of everything since its start
 * @param workingSetBytes memory that cannot be taken back
 */
public record HostUsage(
        Instant at,
        Instant startedAt,
        long cpuNanos,
        long memoryBytes,
        long memoryUsedBytes,
        long workingSetBytes,
        long swapUsedBytes,
        long diskBytes,
        long diskFreeBytes) {
    private static final long NANOS_PER_TICK = 10_000_000; // the kernel tells CPU time in hundredths of a second

    /** A machine that does nothing. */
    public static HostUsage idle(HostInfo host, Instant at) {
        return new HostUsage(at, at, 0, host.memoryBytes(), 0, 0, 0, host.diskBytes(), host.diskBytes());
    }

    /** Reads this machine. */
    public static HostUsage read(Path directory, Instant at) {
        List<String> memory = lines("/proc/meminfo");
        long total = kibibytes(memory, "MemTotal");
        long used = total - kibibytes(memory, "MemFree");
        HostInfo.Pressure pressure = HostInfo.pressure(directory);
        return new HostUsage(
                at,
                Instant.ofEpochSecond(stat("btime")),
                cpuTicks() * NANOS_PER_TICK,
                total,
                used,
                used - kibibytes(memory, "Inactive(file)"),
                kibibytes(memory, "SwapTotal") - kibibytes(memory, "SwapFree"),
                pressure.diskBytes(),
                pressure.diskFreeBytes());
    }

    private static long cpuTicks() {
        // cpu user nice system idle iowait irq softirq steal ...; guest time is part of user time
        long[] ticks = lines("/proc/stat").stream()
                .filter(line -> line.startsWith("cpu "))
                .findFirst()
                .map(line -> Arrays.stream(line.substring(4).strip().split(" +"))
                        .mapToLong(Long::parseLong)
                        .toArray())
                .orElse(new long[8]);
        return ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6];
    }

    private static long stat(String name) {
        return lines("/proc/stat").stream()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
                .findFirst()
                .orElse(0);
    }

    private static long kibibytes(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException _) {
            return List.of(); // not every machine has every file
        }
    }
}
