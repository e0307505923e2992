package dev.jukung.app;

import dev.jukung.app.kustomize.Kustomizer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jukung kustomize DIR}: prints what a kustomization stands for. */
@Command(name = "kustomize")
final class KustomizeCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "DIR", defaultValue = ".")
    private Path folder = Path.of(".");

    private final CommandContext context;

    KustomizeCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.out().print(Kustomizer.print(new Kustomizer(context.err()::println).build(folder)));
        return ExitCode.OK.code();
    }
}
