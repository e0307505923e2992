package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Reader;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/** What is read when somebody asks: the process, the version, how much is stored. */
final class ProcessMetrics {
    private static final Path SELF = Path.of("/proc/self");
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final long KIBIBYTE = 1024;

    private ProcessMetrics() {}

    static void register(PrometheusRegistry registry, Kinds kinds, Reader reader) {
        GaugeWithCallback.builder()
                .name("kubernetes_build_info")
                .help(
                        "[BETA] A metric with a constant '1' value labeled by major, minor, git version, git commit, git tree state, build date, Go version, and compiler from which Kubernetes was built, and platform on which it is running.")
                .labelNames(
                        "build_date",
                        "compiler",
                        "git_commit",
                        "git_tree_state",
                        "git_version",
                        "go_version",
                        "major",
                        "minor",
                        "platform")
                .callback(callback -> {
                    var version = ServerVersion.document();
                    callback.call(
                            1,
                            version.text("buildDate", ""),
                            version.text("compiler", ""),
                            version.text("gitCommit", ""),
                            version.text("gitTreeState", ""),
                            version.text("gitVersion", ""),
                            version.text("goVersion", ""),
                            version.text("major", ""),
                            version.text("minor", ""),
                            version.text("platform", ""));
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("apiserver_storage_objects")
                .help(
                        "[STABLE] Number of stored objects at the time of last check split by kind. In case of a fetching error, the value will be -1.")
                .labelNames("resource")
                .callback(callback ->
                        stored(kinds).forEach(kind -> callback.call(reader.count(kind), kind.qualifiedName())))
                .register(registry);
        process(registry);
    }

    /** One kind of each resource, whatever versions it has. */
    private static Collection<Kind> stored(Kinds kinds) {
        Map<String, Kind> byResource = new LinkedHashMap<>();
        for (Kind kind : kinds.all()) {
            if (kind.allows("watch")) {
                byResource.putIfAbsent(kind.qualifiedName(), kind);
            }
        }
        return byResource.values();
    }

    private static void process(PrometheusRegistry registry) {
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        CounterWithCallback.builder()
                .name("process_cpu_seconds_total")
                .help("Total user and system CPU time spent in seconds.")
                .callback(callback -> callback.call(cpuSeconds()))
                .register(registry);
        gauge(
                registry,
                "process_start_time_seconds",
                "Start time of the process since unix epoch in seconds.",
                () -> started / MILLIS_PER_SECOND);
        gauge(registry, "process_resident_memory_bytes", "Resident memory size in bytes.", () -> status("VmRSS:"));
        gauge(registry, "process_virtual_memory_bytes", "Virtual memory size in bytes.", () -> status("VmSize:"));
        gauge(registry, "process_open_fds", "Number of open file descriptors.", ProcessMetrics::openFiles);
        gauge(registry, "process_max_fds", "Maximum number of open file descriptors.", ProcessMetrics::maxFiles);
    }

    private static void gauge(PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(used -> used.toNanos() / NANOS_PER_SECOND)
                .orElse(0.0);
    }

    /** A line of /proc/self/status, which counts in kB. */
    private static double status(String field) {
        return lines(SELF.resolve("status"))
                .filter(line -> line.startsWith(field))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToDouble(number -> Long.parseLong(number) * KIBIBYTE)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double maxFiles() {
        return lines(SELF.resolve("limits"))
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" {2,}"))
                .filter(columns -> columns.length > 1 && columns[1].matches("[0-9]+"))
                .mapToDouble(columns -> Double.parseDouble(columns[1]))
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double openFiles() {
        try (Stream<Path> files = Files.list(SELF.resolve("fd"))) {
            return files.count();
        } catch (IOException _) {
            return Double.NaN; // where there is no /proc the number is not known
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException _) {
            return Stream.empty(); // where there is no /proc the number is not known
        }
    }
}
