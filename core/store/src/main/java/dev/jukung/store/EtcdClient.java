package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Txn;
import io.etcd.jetcd.Watch.Watcher;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * The calls to etcd that the store needs. Each has a limit in real time, for etcd is outside of this process and its clock,
 * and fails with {@link EtcdFailure}. Nothing is tried again here: only the caller knows whether that is harmless. Thread-safe.
 */
final class EtcdClient implements AutoCloseable {
    /** Longer than the election of a leader takes. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

    /** A member that does not answer for so long is given up; etcd does not let clients ask more often. */
    private static final Duration KEEPALIVE = Duration.ofSeconds(10);

    private static final Duration KEEPALIVE_LIMIT = Duration.ofSeconds(3);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

    /** A question is answered in milliseconds; calls go to the members in turn. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private static final int QUESTIONS_MAX = 4;

    /** A key and its value as of a revision; the value is empty where the key was deleted. */
    record Item(String key, Optional<byte[]> value, long created, long modified) {}

    /** @param revision of etcd when it was asked */
    record Page(List<Item> items, long revision, boolean more) {}

    /** What has to be true of a key. */
    sealed interface Condition {
        String key();

        record Absent(String key) implements Condition {}

        record Present(String key) implements Condition {}

        record Unchanged(String key, long modified) implements Condition {}
    }

    /** One change; an empty value deletes. */
    record Change(String key, Optional<byte[]> value) {}

    /** @param seen the greatest revision of the keys that were asked for, where it was not applied or changed nothing */
    record Outcome(boolean applied, long revision, long seen) {}

    /** Told by one thread at a time. */
    interface Follower {
        void changed(List<Item> items);

        /** The last that is told. @param compacted whether etcd has forgotten what was asked for */
        void ended(String reason, boolean compacted);
    }

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Client client;
    private final KV values;

    EtcdClient(EtcdOptions options) {
        ClientBuilder builder = Client.builder()
                .endpoints(options.servers())
                .executorService(executor)
                .waitForReady(false)
                .retryMaxAttempts(0)
                .connectTimeout(CONNECT_LIMIT)
                .keepaliveTime(KEEPALIVE)
                .keepaliveTimeout(KEEPALIVE_LIMIT)
                .maxInboundMessageSize(Integer.MAX_VALUE) // an answer is as large as the objects it holds
                .interceptor(new Limited());
        options.tls().ifPresent(tls -> secure(builder, tls));
        client = builder.build();
        values = client.getKVClient();
    }

    private static void secure(ClientBuilder builder, EtcdOptions.Tls tls) {
        try {
            builder.sslContext(ssl -> {
                ssl.trustManager(tls.authority().toFile());
                tls.certificate()
                        .ifPresent(certificate -> ssl.keyManager(
                                certificate.toFile(), tls.key().orElseThrow().toFile()));
            });
        } catch (SSLException | IllegalArgumentException e) {
            throw new StoreUnavailableException("the certificates for etcd cannot be used: " + e.getMessage(), e);
        }
    }

    private static final class Limited implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            boolean once = method.getType() == MethodDescriptor.MethodType.UNARY;
            return next.newCall(
                    method, once ? options.withDeadlineAfter(CALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS) : options);
        }
    }

    /** The keys from {@code from} to before {@code end}. @param revision 0 for the newest */
    Page page(String from, String end, long revision, int limit) {
        GetOption option = GetOption.builder()
                .withRange(bytes(end))
                .withRevision(revision)
                .withLimit(limit)
                .build();
        GetResponse response = join(values.get(bytes(from), option));
        return new Page(
                response.getKvs().stream().map(EtcdClient::item).toList(),
                response.getHeader().getRevision(),
                response.isMore());
    }

    /** The keys of a range that were last changed at exactly that revision. */
    List<Item> changedAt(String from, String end, long revision) {
        GetOption option = GetOption.builder()
                .withRange(bytes(end))
                .withMinModRevision(revision)
                .withMaxModRevision(revision)
                .build();
        return join(values.get(bytes(from), option)).getKvs().stream()
                .map(EtcdClient::item)
                .toList();
    }

    /**
     * The revision of a key's last change, 0 where it is absent, as a majority of the members knows it. A member that is cut off
     * from the others leaves the question open, so after a while another one is asked, too.
     */
    CompletableFuture<Long> modified(String key) {
        return hedged(() -> modifiedAsOneSays(key), QUESTIONS_MAX);
    }

    private static <T> CompletableFuture<T> hedged(Supplier<CompletableFuture<T>> question, int questions) {
        CompletableFuture<T> asked = question.get();
        if (questions == 1) {
            return asked;
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        asked.thenAccept(answer::complete);
        asked.copy()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(_ -> hedged(question, questions - 1))
                .whenComplete((told, failure) -> {
                    if (failure == null) {
                        answer.complete(told);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
        return answer;
    }

    private CompletableFuture<Long> modifiedAsOneSays(String key) {
        return values.get(bytes(key))
                .thenApply(response -> response.getKvs().isEmpty()
                        ? 0L
                        : response.getKvs().getFirst().getModRevision());
    }

    /** Applies the changes if the conditions hold; otherwise, and where there are none, asks for the revisions of keys. */
    Outcome commit(List<Condition> conditions, List<Change> changes, List<String> asked) {
        Cmp[] compared = conditions.stream().map(EtcdClient::compared).toArray(Cmp[]::new);
        Op[] reads = asked.stream()
                .map(key -> Op.get(
                        bytes(key), GetOption.builder().withKeysOnly(true).build()))
                .toArray(Op[]::new);
        Op[] writes = changes.stream().map(EtcdClient::write).toArray(Op[]::new);
        Txn transaction = values.txn()
                .If(compared)
                .Then(changes.isEmpty() ? reads : writes)
                .Else(reads);
        TxnResponse response = join(transaction.commit());
        long seen = 0;
        for (GetResponse read : response.getGetResponses()) {
            for (KeyValue value : read.getKvs()) {
                seen = Math.max(seen, value.getModRevision());
            }
        }
        return new Outcome(response.isSucceeded(), response.getHeader().getRevision(), seen);
    }

    private static Cmp compared(Condition condition) {
        return switch (condition) {
            case Condition.Absent(String key) -> new Cmp(bytes(key), Cmp.Op.EQUAL, CmpTarget.createRevision(0));
            case Condition.Present(String key) -> new Cmp(bytes(key), Cmp.Op.GREATER, CmpTarget.createRevision(0));
            case Condition.Unchanged(String key, long modified) ->
                new Cmp(bytes(key), Cmp.Op.EQUAL, CmpTarget.modRevision(modified));
        };
    }

    private static Op write(Change change) {
        return change.value().isPresent()
                ? Op.put(bytes(change.key()), ByteSequence.from(change.value().get()), PutOption.DEFAULT)
                : Op.delete(bytes(change.key()), DeleteOption.DEFAULT);
    }

    /** Applies changes if a key has been written {@code version} times; returns the key's version after that. */
    record Elected(boolean won, long version, long revision) {}

    Elected elect(String key, long version, String value) {
        Txn transaction = values.txn()
                .If(new Cmp(bytes(key), Cmp.Op.EQUAL, CmpTarget.version(version)))
                .Then(Op.put(bytes(key), ByteSequence.from(value, UTF_8), PutOption.DEFAULT))
                .Else(Op.get(bytes(key), GetOption.DEFAULT));
        TxnResponse response = join(transaction.commit());
        long now = response.getHeader().getRevision();
        if (response.isSucceeded()) {
            return new Elected(true, version + 1, now);
        }
        List<KeyValue> found = response.getGetResponses().getFirst().getKvs();
        return new Elected(false, found.isEmpty() ? 0 : found.getFirst().getVersion(), now);
    }

    void compact(long revision) {
        join(values.compact(revision));
    }

    /** Tells every change of a range from {@code revision} on, once and in order, until it ends. */
    AutoCloseable follow(String from, String end, long revision, Follower follower) {
        WatchOption option = WatchOption.builder()
                .withRange(bytes(end))
                .withRevision(revision)
                .withRequireLeader(true)
                .build();
        // The library would resume a watch by itself, but from a place that may be too far on; so each one is used
        // once.
        Watcher watcher = client.getWatchClient()
                .watch(
                        bytes(from),
                        option,
                        io.etcd.jetcd.Watch.listener(
                                response -> follower.changed(items(response.getEvents())),
                                failure -> follower.ended(
                                        EtcdFailure.text(failure),
                                        failure instanceof io.etcd.jetcd.common.exception.CompactedException),
                                () -> follower.ended("the server ended the watch", false)));
        return watcher::close;
    }

    private static List<Item> items(List<io.etcd.jetcd.watch.WatchEvent> events) {
        List<Item> items = new ArrayList<>(events.size());
        for (io.etcd.jetcd.watch.WatchEvent event : events) {
            KeyValue value = event.getKeyValue();
            items.add(
                    event.getEventType() == io.etcd.jetcd.watch.WatchEvent.EventType.DELETE
                            ? new Item(value.getKey().toString(UTF_8), Optional.empty(), 0, value.getModRevision())
                            : item(value));
        }
        return items;
    }

    private static Item item(KeyValue value) {
        return new Item(
                value.getKey().toString(UTF_8),
                Optional.of(value.getValue().getBytes()),
                value.getCreateRevision(),
                value.getModRevision());
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }

    static <T> T join(CompletableFuture<T> call) {
        try {
            return call.join();
        } catch (CompletionException e) {
            throw EtcdFailure.of(e);
        }
    }

    @Override
    public void close() {
        client.close();
        executor.close();
    }
}
