package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.app.kustomize.Kustomizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which objects a command is about, by files: {@code -f}, {@code -R}, {@code -k}. */
final class ManifestOptions {
    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            split = ",")
    private List<String> files = new ArrayList<>();

    @Option(
            names = {"-k", "--kustomize"},
            paramLabel = "DIR")
    private Optional<Path> kustomization = Optional.empty();

    @Option(names = {"-R", "--recursive"})
    private boolean recursive;

    boolean given() {
        return !files.isEmpty() || kustomization.isPresent();
    }

    /** @throws CommandException in kubectl's words when there is nothing to read or it cannot be read */
    List<Manifest> read(CommandContext context) throws IOException {
        if (files.isEmpty() == kustomization.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    files.isEmpty() ? "must specify one of -f and -k" : "only one of -f or -k can be specified");
        }
        if (kustomization.isPresent()) {
            return new Kustomizer(context.err()::println)
                    .build(kustomization.get()).stream()
                            .map(tree -> new Manifest(kustomization.get().toString(), tree))
                            .toList();
        }
        return new ManifestReader(recursive).read(files);
    }
}
