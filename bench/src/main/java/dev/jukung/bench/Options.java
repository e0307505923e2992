package dev.jukung.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command line.
 *
 * @param only of the part {@code requests}, those whose names contain this
 * @param profile tell where the CPU time of the part {@code requests} went
 * @param reference the folder with the programs of Kubernetes that are measured too
 * @param jmh run the micro-benchmarks whose names match, and nothing else
 * @param parts to measure; empty for all
 */
public record Options(
        boolean quick,
        boolean json,
        boolean profile,
        String only,
        Optional<Path> reference,
        Optional<String> jmh,
        List<String> parts) {
    static final String USAGE = """
            usage: ./jukung bench [--quick] [--output text|json] [--only REQUEST] [--profile] [--reference FOLDER] [PART...]
                   ./jukung bench --jmh [PATTERN]
            parts: %s
            --only REQUEST      of the part requests, those whose name has this in it
            --profile           tells at what the server was during the part requests
            --reference FOLDER  measures kube-apiserver beside, with the same load in the same run: a folder with
                                kube-apiserver and etcd, as conformance/build makes them in conformance/.out
            """;

    /** @throws IllegalArgumentException with a line for the user */
    static Options parse(List<String> arguments, List<String> known) {
        boolean quick = false;
        boolean json = false;
        boolean profile = false;
        String only = "";
        Optional<Path> reference = Optional.empty();
        Optional<String> jmh = Optional.empty();
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--quick" -> quick = true;
                case "--profile" -> profile = true;
                case "--output" -> json = isJson(i + 1 < arguments.size() ? arguments.get(++i) : "");
                case "--only" -> only = i + 1 < arguments.size() ? arguments.get(++i) : "";
                case "--reference" ->
                    reference = Optional.of(programs(i + 1 < arguments.size() ? arguments.get(++i) : ""));
                case "--jmh" -> jmh = Optional.of(i + 1 < arguments.size() ? arguments.get(++i) : "Benchmark");
                default -> {
                    if (!known.contains(argument)) {
                        throw new IllegalArgumentException(
                                "unknown part \"" + argument + "\"; there are: " + String.join(", ", known));
                    }
                    parts.add(argument);
                }
            }
        }
        return new Options(quick, json, profile, only, reference, jmh, List.copyOf(parts));
    }

    private static Path programs(String folder) {
        Path programs = Path.of(folder).toAbsolutePath();
        for (String program : List.of("kube-apiserver", "etcd")) {
            if (!Files.isExecutable(programs.resolve(program))) {
                throw new IllegalArgumentException("--reference needs a folder with kube-apiserver and etcd, and "
                        + programs.resolve(program) + " is no program; conformance/build makes them");
            }
        }
        return programs;
    }

    private static boolean isJson(String form) {
        return switch (form) {
            case "json" -> true;
            case "text" -> false;
            default -> throw new IllegalArgumentException("--output has to be text or json");
        };
    }

    boolean measures(String part) {
        return parts.isEmpty() || parts.contains(part);
    }
}
