package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.cluster.Datastore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What can be said about a cluster that is to be made. */
final class SetupOptions {
    @Option(names = "--runtime", paramLabel = "containerd|sim", descriptionKey = "cluster.runtime")
    private @Nullable RuntimeOption runtime;

    @Option(names = "--port", paramLabel = "PORT", descriptionKey = "cluster.port")
    private @Nullable Integer port;

    @Option(names = "--no-install", descriptionKey = "cluster.no-install")
    private boolean noInstall;

    @Mixin
    private DatastoreOptions datastore = new DatastoreOptions();

    Optional<Datastore> datastore(CommandContext context) {
        return datastore.datastore(context);
    }

    Optional<RuntimeOption> runtime() {
        return Optional.ofNullable(runtime);
    }

    Optional<Integer> port(CommandContext context) {
        if (port != null && !Ports.valid(port)) {
            throw new CommandException(ExitCode.USAGE, context.text("port.bad", port));
        }
        return Optional.ofNullable(port);
    }

    boolean mayInstall() {
        return !noInstall;
    }
}
