package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.Kubeconfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the cluster as kubectl does: the file of {@code --kubeconfig}, else those of {@code KUBECONFIG}, else
 * {@code ~/.kube/config}, and inside a pod its ServiceAccount.
 */
final class Access {
    private final CommandContext context;

    Access(CommandContext context) {
        this.context = context;
    }

    ClusterAccess find(Optional<String> file, Optional<String> contextName) throws IOException {
        Kubeconfig kubeconfig = Kubeconfig.read(files(file));
        Optional<String> name = contextName.or(kubeconfig::currentContext);
        try {
            if (name.isPresent()) {
                return kubeconfig.access(name.get());
            }
            if (context.variable("KUBERNETES_SERVICE_HOST").isPresent()) {
                return ClusterAccess.inCluster(context.environment());
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
        throw new CommandException(ExitCode.NOT_FOUND, context.text("client.no-cluster"));
    }

    private List<Path> files(Optional<String> file) {
        if (file.isPresent()) {
            Path named = Path.of(file.get());
            if (!Files.exists(named)) {
                throw new CommandException(ExitCode.NOT_FOUND, "stat " + named + ": no such file or directory");
            }
            return List.of(named);
        }
        Optional<String> listed = context.variable("KUBECONFIG");
        return listed.isEmpty()
                ? List.of(context.userHome().resolve(".kube/config"))
                : Arrays.stream(listed.get().split(":"))
                        .filter(name -> !name.isBlank())
                        .map(Path::of)
                        .toList();
    }
}
