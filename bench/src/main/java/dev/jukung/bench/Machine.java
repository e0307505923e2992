package dev.jukung.bench;

import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is known of the machine that the figures come from.
 *
 * @param processor as the kernel names it; empty where it does not
 * @param load how many threads wanted to run in the last minute before the measurements: above 0 somebody else was at work
 */
public record Machine(int cores, String processor, long memoryMib, String jdk, double load) {
    public static Machine read() throws IOException {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                processor(Files.readString(Path.of("/proc/cpuinfo"))),
                memoryMib(Files.readString(Path.of("/proc/meminfo"))),
                System.getProperty("java.vm.vendor") + " " + System.getProperty("java.runtime.version"),
                load(Files.readString(Path.of("/proc/loadavg"))));
    }

    static String processor(String cpuinfo) {
        return cpuinfo.lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    static long memoryMib(String meminfo) {
        return meminfo.lines()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    static double load(String loadavg) {
        return Double.parseDouble(loadavg.split(" ")[0]);
    }

    String text() {
        return "Machine: " + cores + " cores" + (processor.isEmpty() ? "" : " (" + processor + ")") + ", " + memoryMib
                + " MiB; JDK " + jdk + "; load before: " + load
                + ". The load generator runs on the same cores, in a process of its own; its CPU is not counted.";
    }

    ObjectValue json() {
        return ObjectValue.of(
                "cores",
                (long) cores,
                "processor",
                processor,
                "memoryMiB",
                memoryMib,
                "jdk",
                jdk,
                "loadBefore",
                Double.toString(load));
    }
}
