package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.cluster.Datastore;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where objects are kept when that is not the cluster's folder, under the names of kube-apiserver's flags. */
final class DatastoreOptions {
    @Option(
            names = {"--datastore", "--etcd-servers"},
            paramLabel = "URL[,URL]",
            descriptionKey = "datastore.servers")
    private @Nullable String servers;

    @Option(names = "--etcd-cafile", paramLabel = "FILE", descriptionKey = "datastore.ca")
    private @Nullable Path authority;

    @Option(names = "--etcd-certfile", paramLabel = "FILE", descriptionKey = "datastore.cert")
    private @Nullable Path certificate;

    @Option(names = "--etcd-keyfile", paramLabel = "FILE", descriptionKey = "datastore.key")
    private @Nullable Path key;

    @Option(names = "--etcd-prefix", paramLabel = "PREFIX", descriptionKey = "datastore.prefix")
    private String prefix = Datastore.PREFIX;

    Optional<Datastore> datastore(CommandContext context) {
        if (servers == null) {
            if (authority != null || certificate != null || key != null) {
                throw new CommandException(ExitCode.USAGE, context.text("datastore.none"));
            }
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Datastore(servers, absolute(authority), absolute(certificate), absolute(key), prefix));
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE, context.text("datastore.bad", servers, String.valueOf(e.getMessage())), e);
        }
    }

    private static Optional<Path> absolute(@Nullable Path file) {
        return Optional.ofNullable(file).map(Path::toAbsolutePath);
    }
}
