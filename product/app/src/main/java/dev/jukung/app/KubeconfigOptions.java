package dev.jukung.app;

import dev.jukung.base.Randomness;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** Which cluster, by the files that kubectl would read. */
final class KubeconfigOptions {
    @Option(names = "--kubeconfig", paramLabel = "FILE", descriptionKey = "jukung.why.kubeconfig")
    private String kubeconfig = "";

    @Option(names = "--context", paramLabel = "NAME", descriptionKey = "jukung.why.context")
    private String contextName = "";

    ClusterAccess access(CommandContext context) throws IOException {
        List<Path> files = kubeconfig.isEmpty()
                ? context.variable("KUBECONFIG")
                        .map(list -> Arrays.stream(list.split(File.pathSeparator))
                                .filter(file -> !file.isBlank())
                                .map(Path::of)
                                .toList())
                        .orElse(List.of(context.userHome().resolve(".kube/config")))
                : List.of(Path.of(kubeconfig));
        try {
            Kubeconfig config = Kubeconfig.read(files);
            return contextName.isEmpty() ? config.currentAccess() : config.access(contextName);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /** To be closed by the caller. */
    static HttpApiClient connect(CommandContext context, ClusterAccess access) {
        Surroundings surroundings = new Surroundings(
                context.clock(),
                new Randomness(new SecureRandom()),
                (where, bug) -> context.say("error.bug", where + ": " + bug),
                LoopMetrics.NONE);
        return HttpApiClient.connect(access, "jukung/" + VersionCommand.version(), surroundings);
    }
}
