package dev.jukung.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a cluster can leave on a machine, as lines of text: compared before and after. */
record HostTraces(Set<String> lines) {
    /** @param mark a part of the cluster's folder or name that its traces carry */
    static HostTraces of(String mark) throws IOException, InterruptedException {
        Set<String> lines = new TreeSet<>();
        processes(mark).forEach(lines::add);
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            mounts.map(line -> "mount " + line.split(" ")[4])
                    .filter(line -> line.contains(mark) || line.contains("/cni-"))
                    .forEach(lines::add);
        }
        run("nft", "list", "tables")
                .map(line -> "nft " + line)
                .filter(line -> line.contains(mark))
                .forEach(lines::add);
        run("ip", "-o", "link")
                .map(line -> "link " + line.split(": ")[1])
                .filter(line -> !line.contains("veth"))
                .forEach(lines::add);
        run("ip", "route").map(line -> "route " + line).forEach(lines::add);
        run("ip", "netns")
                .map(line -> "netns " + line)
                .filter(line -> line.contains("cni-"))
                .forEach(lines::add);
        run("iptables-save")
                .filter(line -> line.contains("-A "))
                .map(line -> "iptables " + line)
                .forEach(lines::add);
        try (Stream<Path> groups = Files.find(Path.of("/sys/fs/cgroup"), 2, (path, _) -> path.getFileName()
                .toString()
                .contains(mark))) {
            groups.map(path -> "cgroup " + path).forEach(lines::add);
        }
        return new HostTraces(lines);
    }

    /** What is here and was not there before. */
    Set<String> since(HostTraces before) {
        return lines.stream()
                .filter(line -> !before.lines.contains(line))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> processes(String mark) {
        return ProcessHandle.allProcesses()
                .map(process -> commandLine(process.pid()))
                .filter(command -> command.contains("containerd") && command.contains(mark))
                .map(command -> "process " + command);
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException _) {
            return ""; // it has ended meanwhile
        }
    }

    private static Stream<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output;
        try {
            output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IOException(String.join(" ", command) + " does not end");
        }
        return output.lines();
    }
}
