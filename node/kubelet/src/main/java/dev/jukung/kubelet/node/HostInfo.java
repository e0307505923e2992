package dev.jukung.kubelet.node;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a machine is and has.
 *
 * @param diskBytes of the file system that the kubelet's directory is on
 */
public record HostInfo(
        int cpus,
        long memoryBytes,
        long diskBytes,
        String machineId,
        String systemUuid,
        String bootId,
        String kernelVersion,
        String osImage,
        String architecture) {
    /** What is free at one moment. */
    public record Pressure(long memoryAvailableBytes, long diskFreeBytes, long diskBytes, long freeProcesses) {}

    /** Reads this machine. What it does not tell is empty or zero. */
    public static HostInfo read(Path directory) {
        return new HostInfo(
                Runtime.getRuntime().availableProcessors(),
                memory("MemTotal"),
                disk(directory)[0],
                line(Path.of("/etc/machine-id")),
                line(Path.of("/sys/class/dmi/id/product_uuid")),
                line(Path.of("/proc/sys/kernel/random/boot_id")),
                System.getProperty("os.version"),
                readOsImage(),
                architecture(System.getProperty("os.arch")));
    }

    public static Pressure pressure(Path directory) {
        long[] disk = disk(directory);
        return new Pressure(memory("MemAvailable"), disk[1], disk[0], freeProcesses());
    }

    /** As Go names it. */
    private static String architecture(String java) {
        return switch (java) {
            case "x86_64", "amd64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> java.toLowerCase(Locale.ROOT);
        };
    }

    private static String readOsImage() {
        return lines(Path.of("/etc/os-release")).stream()
                .filter(line -> line.startsWith("PRETTY_NAME="))
                .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                .findFirst()
                .orElse(System.getProperty("os.name"));
    }

    private static long memory(String name) {
        return lines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    private static long freeProcesses() {
        String limit = line(Path.of("/proc/sys/kernel/pid_max"));
        String load = line(Path.of("/proc/loadavg"));
        if (limit.isEmpty() || load.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return Long.parseLong(limit) - Long.parseLong(load.split(" ")[3].split("/")[1]);
    }

    /** Total and usable bytes. */
    private static long[] disk(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            return new long[] {store.getTotalSpace(), store.getUsableSpace()};
        } catch (IOException _) {
            return new long[] {0, 0}; // the directory does not exist yet: a simulated node has none
        }
    }

    private static String line(Path file) {
        return lines(file).stream().findFirst().orElse("").strip();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException _) {
            return List.of(); // not every machine has every file
        }
    }
}
