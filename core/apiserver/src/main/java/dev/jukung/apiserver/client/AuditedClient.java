package dev.jukung.apiserver.client;

import dev.jukung.apiserver.audit.Audit;
import dev.jukung.apiserver.audit.AuditTrail;
import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Cause;
import dev.jukung.base.Randomness;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.ServerResources;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** The requests of a component in this process, recorded as those that come over HTTP. Thread-safe. */
public final class AuditedClient implements ApiClient {
    private static final int OK = 200;
    private static final int CREATED = 201;

    /** What is asked for, as a path would say it. */
    private record Asked(String verb, ResourceType<?> type, ObjectKey key, String subresource) {
        Attributes attributes(User user) {
            return new Attributes(
                    user,
                    verb,
                    type.group(),
                    type.version(),
                    type.plural(),
                    subresource,
                    key.namespace(),
                    key.name(),
                    "");
        }

        String uri() {
            String namespace = key.namespace().isEmpty() ? "" : "/namespaces/" + key.namespace();
            String name = key.name().isEmpty() ? "" : "/" + key.name();
            return (type.group().isEmpty() ? "/api/" : "/apis/") + type.apiVersion() + namespace + "/" + type.plural()
                    + name + (subresource.isEmpty() ? "" : "/" + subresource);
        }
    }

    @FunctionalInterface
    private interface Operation<T> {
        T perform() throws InterruptedException;
    }

    private final ApiClient client;
    private final User user;
    private final Audit audit;
    private final Randomness random;

    /** @param user whose requests the client's are */
    public AuditedClient(ApiClient client, User user, Audit audit, Randomness random) {
        this.client = client;
        this.user = user;
        this.audit = audit;
        this.random = random;
    }

    private AuditTrail begin(Asked asked) {
        AuditTrail trail = audit.trail(random.uid());
        AuditTrail.Source source =
                new AuditTrail.Source(asked.uri(), Cause.current().actor(), List.of("127.0.0.1"));
        if (!audit.begin(trail, source, asked.attributes(user), Optional.of(user))) {
            throw new ApiException(
                    Reason.INTERNAL_ERROR,
                    "Internal Server Error: \"" + asked.uri() + "\": failed to store audit event");
        }
        return trail;
    }

    private <T> T audited(Asked asked, int code, Operation<T> operation, Function<T, Optional<ObjectValue>> answer)
            throws InterruptedException {
        AuditTrail trail = begin(asked);
        try {
            T result = attempt(trail, operation, false);
            audit.answered(trail, code, answer.apply(result), false);
            return result;
        } finally {
            audit.end(trail);
        }
    }

    private <T> T attempt(AuditTrail trail, Operation<T> operation, boolean lasting) throws InterruptedException {
        try {
            return ScopedValue.where(AuditTrail.CURRENT, trail).<T, InterruptedException>call(operation::perform);
        } catch (ApiException e) {
            audit.answered(trail, e.code(), Optional.of(e.status()), lasting);
            throw e;
        }
    }

    private static <T extends KubeObject> Optional<ObjectValue> tree(T object) {
        return Optional.of(object.tree());
    }

    @Override
    public <T extends KubeObject> T get(ResourceType<T> type, ObjectKey key) throws InterruptedException {
        return audited(new Asked("get", type, key, ""), OK, () -> client.get(type, key), AuditedClient::tree);
    }

    @Override
    public <T extends KubeObject> Listing<T> list(ResourceType<T> type, ListQuery query) throws InterruptedException {
        return audited(
                new Asked("list", type, new ObjectKey(query.namespace(), ""), ""),
                OK,
                () -> client.list(type, query),
                listing -> Optional.of(ObjectValue.of(
                        "kind",
                        type.kind() + "List",
                        "apiVersion",
                        type.apiVersion(),
                        "metadata",
                        ObjectValue.of("resourceVersion", listing.resourceVersion()),
                        "items",
                        ListValue.copyOf(
                                listing.items().stream().map(KubeObject::tree).toList()))));
    }

    @Override
    public <T extends KubeObject> WatchStream<T> watch(ResourceType<T> type, WatchQuery query)
            throws InterruptedException {
        AuditTrail trail = begin(new Asked("watch", type, new ObjectKey(query.namespace(), ""), ""));
        boolean open = false;
        try {
            WatchStream<T> stream = attempt(trail, () -> client.watch(type, query), true);
            audit.answered(trail, OK, Optional.empty(), true);
            open = true;
            return new RecordedStream<>(stream, () -> audit.end(trail));
        } finally {
            if (!open) {
                audit.end(trail);
            }
        }
    }

    /** Tells of its end once. */
    private static final class RecordedStream<T> implements WatchStream<T> {
        private final WatchStream<T> stream;
        private final AtomicReference<Runnable> end;

        RecordedStream(WatchStream<T> stream, Runnable end) {
            this.stream = stream;
            this.end = new AtomicReference<>(end);
        }

        @Override
        public Event<T> next() throws InterruptedException {
            return stream.next();
        }

        @Override
        public void close() {
            stream.close();
            end.getAndSet(() -> {}).run();
        }
    }

    @Override
    public <T extends KubeObject> T create(ResourceType<T> type, T object, WriteOptions options)
            throws InterruptedException {
        return audited(
                new Asked("create", type, new ObjectKey(object.namespace(), ""), ""),
                CREATED,
                () -> client.create(type, object, options),
                AuditedClient::tree);
    }

    @Override
    public <T extends KubeObject> T update(ResourceType<T> type, T object, WriteOptions options)
            throws InterruptedException {
        return audited(
                new Asked("update", type, object.key(), options.subresource()),
                OK,
                () -> client.update(type, object, options),
                AuditedClient::tree);
    }

    @Override
    public <T extends KubeObject> T patch(ResourceType<T> type, ObjectKey key, Patch patch, WriteOptions options)
            throws InterruptedException {
        return audited(
                new Asked("patch", type, key, options.subresource()),
                OK,
                () -> {
                    AuditTrail.requested(patch.body());
                    return client.patch(type, key, patch, options);
                },
                AuditedClient::tree);
    }

    @Override
    public void delete(ResourceType<?> type, ObjectKey key, DeleteOptions options) throws InterruptedException {
        audited(
                new Asked("delete", type, key, ""),
                OK,
                () -> {
                    AuditTrail.requested(options.toValue());
                    client.delete(type, key, options);
                    return options;
                },
                _ -> Optional.empty());
    }

    @Override
    public void deleteCollection(ResourceType<?> type, ListQuery query, DeleteOptions options)
            throws InterruptedException {
        audited(
                new Asked("deletecollection", type, new ObjectKey(query.namespace(), ""), ""),
                OK,
                () -> {
                    AuditTrail.requested(options.toValue());
                    client.deleteCollection(type, query, options);
                    return options;
                },
                _ -> Optional.empty());
    }

    @Override
    public ObjectValue getSubresource(ResourceType<?> type, ObjectKey key, String subresource)
            throws InterruptedException {
        return audited(
                new Asked("get", type, key, subresource),
                OK,
                () -> client.getSubresource(type, key, subresource),
                Optional::of);
    }

    @Override
    public ObjectValue postSubresource(ResourceType<?> type, ObjectKey key, String subresource, ObjectValue body)
            throws InterruptedException {
        return audited(
                new Asked("create", type, key, subresource),
                CREATED,
                () -> {
                    AuditTrail.requested(body);
                    return client.postSubresource(type, key, subresource, body);
                },
                Optional::of);
    }

    @Override
    public ObjectValue putSubresource(ResourceType<?> type, ObjectKey key, String subresource, ObjectValue body)
            throws InterruptedException {
        return audited(
                new Asked("update", type, key, subresource),
                OK,
                () -> {
                    AuditTrail.requested(body);
                    return client.putSubresource(type, key, subresource, body);
                },
                Optional::of);
    }

    /** Discovery is no request about objects, and not recorded. */
    @Override
    public ServerResources discover() throws InterruptedException {
        return client.discover();
    }
}
