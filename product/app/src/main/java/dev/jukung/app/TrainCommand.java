package dev.jukung.app;

import dev.jukung.app.lifecycle.ClusterTraining;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code jukung train}, hidden: does once, in a folder that goes away, what commands do, so that the JVM can keep what it
 * learned for later starts (the start-up cache of {@code ./jukung}).
 */
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {
    private final CommandContext context;

    TrainCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("jukung-train");
        Map<String, String> environment = new HashMap<>(context.environment());
        environment.put("JUKUNG_DATA", folder.toString());
        environment.put("KUBECONFIG", folder.resolve("kubeconfig").toString());
        CommandContext quiet = new CommandContext(
                context.texts(), silence(), silence(), Map.copyOf(environment), context.clock(), context.root());
        Path kustomization = Files.writeString(folder.resolve("kustomization.yaml"), "resources: [a.yaml]\n");
        Path resource = Files.writeString(
                folder.resolve("a.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n");
        try {
            train(quiet, "--help");
            train(quiet, "version");
            train(quiet, "kustomize", folder.toString());
            ClusterTraining.run(quiet, name -> whileItRuns(quiet, name));
        } finally {
            ClusterTraining.remove(quiet);
            for (Path file : List.of(resource, kustomization, folder.resolve("kubeconfig"), folder)) {
                Files.deleteIfExists(file);
            }
        }
        return ExitCode.OK.code();
    }

    private static void whileItRuns(CommandContext quiet, String name) {
        train(quiet, "up", "--name", name);
        train(quiet, "status", "--name", name);
        train(quiet, "list");
    }

    private static void train(CommandContext quiet, String... command) {
        int code = Main.run(quiet, command);
        if (code != ExitCode.OK.code()) {
            throw new IllegalStateException(List.of(command) + " ended with " + code);
        }
    }

    private static PrintStream silence() {
        return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    }
}
