package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.cluster.ApiFiles;
import dev.jukung.cluster.ClusterAddresses;
import dev.jukung.cluster.ClusterConfig;
import dev.jukung.cluster.ClusterConfig.Backend;
import dev.jukung.cluster.Datastore;
import dev.jukung.cluster.HostAddress;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code up} decided about a cluster, kept in its folder for every later command.
 *
 * @param addresses of its Pods and Services: no other cluster on this machine has them
 * @param datastore where its objects are, when that is not its folder
 * @param files what the API server encrypts and records
 * @param kubeconfigs files that have been told of the cluster, so that {@code down} finds them again
 */
record ClusterSettings(
        Backend runtime,
        int port,
        ClusterAddresses addresses,
        List<Path> kubeconfigs,
        Optional<Datastore> datastore,
        ApiFiles files) {
    ClusterSettings {
        kubeconfigs = List.copyOf(kubeconfigs);
    }

    /** Of a cluster that keeps its objects in its folder. */
    ClusterSettings(Backend runtime, int port, ClusterAddresses addresses, List<Path> kubeconfigs) {
        this(runtime, port, addresses, kubeconfigs, Optional.empty(), ApiFiles.NONE);
    }

    /** Empty when the cluster does not exist. */
    static Optional<ClusterSettings> read(CommandContext context, ClusterFolder folder) throws IOException {
        if (!folder.exists()) {
            return Optional.empty();
        }
        try {
            ObjectValue tree = Json.parseObject(Files.readAllBytes(folder.settings()));
            RuntimeOption runtime = RuntimeOption.named(tree.text("runtime", ""))
                    .orElseThrow(() -> new ParseException("runtime: " + tree.get("runtime")));
            long port = tree.integer("port", 0);
            if (!Ports.valid(port)) {
                throw new ParseException("port: " + tree.get("port"));
            }
            long addresses = tree.integer("addresses", 0);
            if (addresses < 0 || addresses > ClusterAddresses.MAX) {
                throw new ParseException("addresses: " + tree.get("addresses"));
            }
            List<Path> kubeconfigs =
                    tree.list("kubeconfigs").texts().stream().map(Path::of).toList();
            return Optional.of(new ClusterSettings(
                    runtime.backend(),
                    (int) port,
                    new ClusterAddresses((int) addresses),
                    kubeconfigs,
                    datastore(tree.object("datastore")),
                    files(tree)));
        } catch (ParseException e) {
            throw new CommandException(
                    ExitCode.FAILED,
                    context.text(
                            "cluster.broken-settings",
                            folder.settings(),
                            String.valueOf(e.getMessage()),
                            folder.name()),
                    e);
        }
    }

    private static Optional<Datastore> datastore(ObjectValue tree) {
        if (tree.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Datastore(
                    tree.text("servers", ""),
                    tree.text("authority").map(Path::of),
                    tree.text("certificate").map(Path::of),
                    tree.text("key").map(Path::of),
                    tree.text("prefix", "")));
        } catch (IllegalArgumentException e) {
            throw new ParseException("datastore: " + e.getMessage());
        }
    }

    private static ApiFiles files(ObjectValue tree) {
        return new ApiFiles(
                tree.text("encryptionProviderConfig").map(Path::of),
                tree.text("auditPolicyFile").map(Path::of),
                tree.text("auditLogPath").map(Path::of));
    }

    private static ObjectValue tree(Datastore datastore) {
        ObjectValue.Builder tree = ObjectValue.builder().set("servers", datastore.servers());
        datastore.authority().ifPresent(file -> tree.set("authority", file.toString()));
        datastore.certificate().ifPresent(file -> tree.set("certificate", file.toString()));
        datastore.key().ifPresent(file -> tree.set("key", file.toString()));
        return tree.set("prefix", datastore.prefix()).build();
    }

    void write(ClusterFolder folder) throws IOException {
        ObjectValue tree = ObjectValue.of(
                "name",
                folder.name(),
                "runtime",
                RuntimeOption.of(runtime).text(),
                "port",
                (long) port,
                "addresses",
                (long) addresses.number(),
                "kubeconfigs",
                ListValue.copyOf(kubeconfigs.stream().map(Path::toString).toList()));
        if (datastore.isPresent()) {
            tree = tree.with("datastore", tree(datastore.get()));
        }
        tree = with(tree, "encryptionProviderConfig", files.encryption());
        tree = with(tree, "auditPolicyFile", files.auditPolicy());
        tree = with(tree, "auditLogPath", files.auditLog());
        AtomicFile.write(folder.settings(), Json.pretty(tree, 2) + "\n");
    }

    private static ObjectValue with(ObjectValue tree, String field, Optional<Path> file) {
        return file.map(path -> tree.with(field, path.toString())).orElse(tree);
    }

    ClusterSettings withKubeconfig(Path file) {
        if (kubeconfigs.contains(file)) {
            return this;
        }
        List<Path> more = new ArrayList<>(kubeconfigs);
        more.add(file);
        return new ClusterSettings(runtime, port, addresses, more, datastore, files);
    }

    /** For {@code product/cluster}; the node's address is that of the machine now. */
    ClusterConfig config(ClusterFolder folder) throws IOException {
        return new ClusterConfig(
                folder.name(),
                folder.path(),
                port,
                runtime,
                HostAddress.firstReachable().orElse("127.0.0.1"),
                addresses,
                datastore,
                files);
    }

    String server() {
        return "https://127.0.0.1:" + port;
    }
}
