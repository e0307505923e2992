package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.cluster.ApiFiles;
import dev.jukung.cluster.Datastore;
import java.nio.file.Path;
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

    @Option(names = "--encryption-provider-config", paramLabel = "FILE", descriptionKey = "cluster.encryption")
    private @Nullable Path encryption;

    @Option(names = "--audit-policy-file", paramLabel = "FILE", descriptionKey = "cluster.audit-policy")
    private @Nullable Path auditPolicy;

    @Option(names = "--audit-log-path", paramLabel = "FILE", descriptionKey = "cluster.audit-log")
    private @Nullable Path auditLog;

    ApiFiles files(CommandContext context) {
        if (encryption != null && datastore(context).isPresent()) {
            throw new CommandException(ExitCode.USAGE, context.text("cluster.encryption-datastore"));
        }
        return new ApiFiles(absolute(encryption), absolute(auditPolicy), absolute(auditLog));
    }

    private static Optional<Path> absolute(@Nullable Path file) {
        return Optional.ofNullable(file).map(Path::toAbsolutePath);
    }

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
