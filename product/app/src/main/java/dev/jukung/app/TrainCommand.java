package dev.jukung.app;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    public Integer call() throws IOException {
        CommandContext quiet = new CommandContext(
                context.texts(), silence(), silence(), context.environment(), context.clock(), context.root());
        Path folder = Files.createTempDirectory("jukung-train");
        Path kustomization = Files.writeString(folder.resolve("kustomization.yaml"), "resources: [a.yaml]\n");
        Path resource = Files.writeString(
                folder.resolve("a.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n");
        try {
            Main.run(quiet, "--help");
            Main.run(quiet, "version");
            Main.run(quiet, "kustomize", folder.toString());
        } finally {
            Files.delete(resource);
            Files.delete(kustomization);
            Files.delete(folder);
        }
        return ExitCode.OK.code();
    }

    private static PrintStream silence() {
        return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    }
}
