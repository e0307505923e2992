package dev.jukung.cluster;

import dev.jukung.network.NftException;
import dev.jukung.store.StoreCorruptedException;
import dev.jukung.store.StoreLockedException;
import dev.jukung.store.StoreUnavailableException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a cluster cannot start, in one line with the remedy. */
final class StartChecks {
    /** Below this a start may fail half way: RocksDB and containerd write at once. */
    private static final long LEAST_BYTES = 64L << 20;

    private StartChecks() {}

    /** What can be known before anything is started. */
    static void run(ClusterConfig config) throws StartFailure, IOException {
        List<HostRequirements.Missing> missing = HostRequirements.missing(config.backend());
        if (!missing.isEmpty()) {
            String what = missing.stream().map(HostRequirements.Missing::what).collect(Collectors.joining(", "));
            String packages = missing.stream()
                    .map(HostRequirements.Missing::debianPackage)
                    .distinct()
                    .collect(Collectors.joining(" "));
            throw new StartFailure(
                    StartFailure.Kind.HOST_UNSUPPORTED,
                    "this machine has no " + what + "; install: apt-get install " + packages);
        }
        if (config.backend() == ClusterConfig.Backend.CONTAINERD
                && InetAddress.ofLiteral(config.nodeAddress()).isLoopbackAddress()) {
            throw new StartFailure(
                    StartFailure.Kind.HOST_UNSUPPORTED,
                    "this machine has no address but " + config.nodeAddress()
                            + ", which Pods cannot reach; give it one (ip address add), or use --runtime sim");
        }
        long free = existing(config.folder()).toFile().getUsableSpace();
        if (free < LEAST_BYTES) {
            throw new StartFailure(
                    StartFailure.Kind.NO_SPACE,
                    "only " + (free >> 20) + " MiB are free for " + config.folder()
                            + "; make room on that disk and try again");
        }
    }

    private static Path existing(Path folder) {
        Path path = folder.toAbsolutePath();
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }

    /** The failure as a user can understand it; thrown on as it is where nobody foresaw it. */
    static StartFailure explained(ClusterConfig config, Exception failure) throws IOException {
        Optional<StartFailure> known =
                causes(failure).flatMap(cause -> known(config, cause).stream()).findFirst();
        if (known.isPresent()) {
            known.get().initCause(failure);
            return known.get();
        }
        switch (failure) {
            case IOException io -> throw io;
            case RuntimeException bug -> throw bug;
            default -> throw new IllegalStateException(failure);
        }
    }

    /** The same for an API server in a process of its own. */
    static StartFailure explained(ApiServerSettings settings, RuntimeException failure) {
        ApiServerSettings.Storage storage = settings.storage();
        String place =
                storage.etcd().map(Datastore::servers).orElse(storage.folder().toString());
        StartFailure.Kind kind =
                switch (failure) {
                    case StoreLockedException _ -> StartFailure.Kind.IN_USE;
                    case StoreCorruptedException _ -> StartFailure.Kind.BROKEN_DATA;
                    default -> StartFailure.Kind.UNUSABLE_DATA;
                };
        StartFailure explained =
                new StartFailure(kind, "the objects in " + place + " cannot be used: " + failure.getMessage());
        explained.initCause(failure);
        return explained;
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    private static Optional<StartFailure> known(ClusterConfig config, Throwable cause) {
        return switch (cause) {
            case BindException _ ->
                failure(
                        StartFailure.Kind.PORT_IN_USE,
                        "port " + config.port() + " is in use; stop what uses it or choose another with --port");
            case StoreLockedException _ ->
                failure(
                        StartFailure.Kind.IN_USE,
                        config.folder() + " is used by another process; a cluster runs only once");
            case StoreCorruptedException broken ->
                failure(
                        StartFailure.Kind.BROKEN_DATA,
                        "the data in " + config.folder() + " is damaged (" + broken.getMessage()
                                + "); restore it from a copy, or remove the cluster and begin anew");
            case StoreUnavailableException closed
            when config.datastore().isPresent() ->
                failure(
                        StartFailure.Kind.UNUSABLE_DATA,
                        "the datastore " + config.datastore().get().servers() + " cannot be used: "
                                + closed.getMessage() + "; check that etcd runs there and accepts these certificates");
            case StoreUnavailableException closed ->
                failure(
                        StartFailure.Kind.UNUSABLE_DATA,
                        "the store in " + config.folder() + " cannot be used: " + closed.getMessage()
                                + "; check the free space and the permissions of that folder");
            case AccessDeniedException denied ->
                failure(
                        StartFailure.Kind.HOST_UNSUPPORTED,
                        "no permission to use " + denied.getFile() + "; run as the owner of " + config.folder());
            case NoSuchFileException absent ->
                failure(
                        StartFailure.Kind.BROKEN_DATA,
                        "the cluster's folder is not whole: " + absent.getFile() + " is missing");
            case NftException refused ->
                failure(
                        StartFailure.Kind.HOST_UNSUPPORTED,
                        "the kernel cannot serve Services: " + refused.getMessage());
            default -> Optional.empty();
        };
    }

    private static Optional<StartFailure> failure(StartFailure.Kind kind, String message) {
        return Optional.of(new StartFailure(kind, message));
    }
}
