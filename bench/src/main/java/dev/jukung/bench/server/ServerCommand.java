package dev.jukung.bench.server;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the measured process is started: with the options of this JVM, which {@code ./jukung} has given it, so that what is
 * measured runs as the product does.
 *
 * @param aotCache the start-up cache to use
 * @param recording where the flight recorder puts what {@link Profile} reads
 */
public record ServerCommand(Path folder, int port, Optional<Path> aotCache, Optional<Path> recording) {
    List<String> line() throws IOException {
        List<String> line = java();
        if (recording.isPresent()) {
            line.addAll(Profile.options(recording.get()));
        }
        aotCache.ifPresent(cache -> line.addAll(List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=auto")));
        line.add("-Xlog:aot=off");
        line.add("-Xlog:cds=off");
        line.addAll(program());
        return line;
    }

    /** Starts it once to write a start-up cache when it ends. */
    List<String> training(Path cache) {
        List<String> line = java();
        line.add("-XX:AOTCacheOutput=" + cache);
        line.addAll(program());
        return line;
    }

    private static List<String> java() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-XX:AOT") && !option.startsWith("-agentlib"))
                .forEach(line::add);
        return line;
    }

    private List<String> program() {
        return List.of(
                "-cp",
                System.getProperty("java.class.path"),
                BenchServer.class.getName(),
                folder.toString(),
                Integer.toString(port));
    }
}
