package dev.jukung.bench.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jukung.bench.history.Version;
import dev.jukung.value.Json;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What etcd itself says has happened to the objects, asked when all is quiet. Stateless. */
final class EtcdHistory {
    private static final long LIMIT_SECONDS = 120;

    private EtcdHistory() {}

    /** All versions from the beginning to {@code last}, which exists. */
    static List<Version> read(List<String> urls, Path pki, long last) throws IOException, InterruptedException {
        ClientBuilder builder = Client.builder()
                .endpoints(urls.stream().map(URI::create).toList())
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .sslContext(ssl -> ssl.trustManager(pki.resolve("etcd/ca.crt").toFile())
                        .keyManager(
                                pki.resolve("apiserver-etcd-client.crt").toFile(),
                                pki.resolve("apiserver-etcd-client.key").toFile()));
        List<Version> versions = new ArrayList<>(); // told by one thread, read when it has completed the future
        CompletableFuture<Boolean> complete = new CompletableFuture<>();
        ByteSequence directory = ByteSequence.from(ApiAccess.DIRECTORY, UTF_8);
        WatchOption option =
                WatchOption.builder().isPrefix(true).withRevision(1).build();
        try (Client client = builder.build();
                Watch.Watcher _ = client.getWatchClient()
                        .watch(
                                directory,
                                option,
                                Watch.listener(
                                        response -> {
                                            response.getEvents().forEach(event -> versions.add(version(event)));
                                            if (!versions.isEmpty()
                                                    && versions.getLast().revision() >= last) {
                                                complete.complete(true);
                                            }
                                        },
                                        complete::completeExceptionally))) {
            complete.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            return List.copyOf(versions);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("etcd does not tell its history", e);
        }
    }

    private static Version version(WatchEvent event) {
        KeyValue value = event.getKeyValue();
        String object = value.getKey().toString(UTF_8).substring(ApiAccess.DIRECTORY.length());
        return new Version(
                value.getModRevision(),
                object,
                event.getEventType() == WatchEvent.EventType.DELETE
                        ? Optional.empty()
                        : Optional.of(Json.parseObject(value.getValue().getBytes())
                                .object("data")
                                .text("token", "")));
    }
}
