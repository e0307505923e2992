package dev.jukung.cluster;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.ApiServerConfig;
import dev.jukung.base.Clock;
import dev.jukung.http.pki.Keys;
import dev.jukung.store.Key;
import dev.jukung.store.Snapshot;
import dev.jukung.store.StoreArchive;
import dev.jukung.store.StoreCorruptedException;
import dev.jukung.store.StoreLockedException;
import dev.jukung.store.StoreNotEmptyException;
import dev.jukung.store.StoreUnavailableException;
import dev.jukung.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.IntStream;

/** Clusters from snapshots of others. Stateless. */
public final class ClusterArchive {
    private static final Key API_SERVER = new Key("services", "default/kubernetes");

    private ClusterArchive() {}

    /** What a cluster with these Services has to use. */
    public static ClusterAddresses addresses(InputStream archive) throws IOException, StartFailure {
        try {
            Snapshot snapshot = StoreArchive.read(archive);
            String address = snapshot.get(API_SERVER)
                    .map(entry -> Json.parseObject(entry.value()).object("spec").text("clusterIP", ""))
                    .orElse("");
            return IntStream.rangeClosed(0, ClusterAddresses.MAX)
                    .mapToObj(ClusterAddresses::new)
                    .filter(addresses -> address.equals(addresses.dns().replaceAll("[0-9]+$", "1")))
                    .findFirst()
                    .orElseThrow(() -> new StartFailure(
                            StartFailure.Kind.BROKEN_DATA,
                            "the snapshot is of another kind of cluster: its API server has the address \"" + address
                                    + "\""));
        } catch (StoreCorruptedException e) {
            throw failure(StartFailure.Kind.BROKEN_DATA, e);
        }
    }

    /** Puts what was saved where the cluster, which has never been started, keeps its objects. */
    public static void restore(InputStream archive, ClusterConfig config, Clock clock)
            throws IOException, StartFailure {
        try {
            if (config.datastore().isPresent()) {
                ApiServerConfig api = ApiServerConfig.standard(config.nodeAddress(), config.port(), Keys.ec());
                StoreArchive.restore(archive, config.datastore().get().options(ApiServer.storageDirectories(api)));
            } else {
                StoreArchive.restore(archive, config.folder().resolve("store"), clock);
            }
        } catch (StoreCorruptedException e) {
            throw failure(StartFailure.Kind.BROKEN_DATA, e);
        } catch (StoreLockedException | StoreNotEmptyException e) {
            throw failure(StartFailure.Kind.IN_USE, e);
        } catch (StoreUnavailableException e) {
            throw failure(StartFailure.Kind.UNUSABLE_DATA, e);
        }
    }

    private static StartFailure failure(StartFailure.Kind kind, RuntimeException cause) {
        StartFailure failure = new StartFailure(kind, String.valueOf(cause.getMessage()));
        failure.initCause(cause);
        return failure;
    }
}
