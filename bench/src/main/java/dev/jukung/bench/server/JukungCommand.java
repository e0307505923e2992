package dev.jukung.bench.server;

import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.Kubeconfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code ./jukung} of the tree that is measured, with data and kubeconfig of its own. */
public final class JukungCommand {
    private final Path script;
    private final Path folder;

    private JukungCommand(Path script, Path folder) {
        this.script = script;
        this.folder = folder;
    }

    /** @return empty when the benchmarks were not started by {@code ./jukung bench}, which names its tree */
    public static Optional<JukungCommand> find(Path folder) throws IOException {
        String home = System.getenv("JUKUNG_HOME");
        if (home == null) {
            return Optional.empty();
        }
        Files.createDirectories(folder);
        return Optional.of(new JukungCommand(Path.of(home, "jukung"), folder));
    }

    /** Runs it to its end; throws with all it said when that end is not a good one. */
    public void run(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(script.toString()));
        line.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JUKUNG_DATA", folder.resolve("data").toString());
        builder.environment().put("KUBECONFIG", kubeconfig().toString());
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", line) + " ended with " + code + ":\n"
                    + Files.readString(output, StandardCharsets.UTF_8));
        }
    }

    private Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    /** The cluster that {@code up} has made the current one. */
    public ClusterAccess access() throws IOException {
        Kubeconfig kubeconfig = Kubeconfig.read(List.of(kubeconfig()));
        return kubeconfig.access(kubeconfig.currentContext().orElseThrow());
    }
}
