package dev.jukung.apiserver.client;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.rest.Refusals;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ServerResources;
import dev.jukung.value.ObjectValue;
import java.util.Optional;
import java.util.function.Function;

/**
 * The API inside the process, together with what other servers answer for: requests about their resources are authorized
 * here and handed on, as over HTTP. Thread-safe.
 */
public final class RoutedClient implements ApiClient {
    private final User user;
    private final ApiClient local;
    private final Authorizer authorizer;
    private final Function<ResourceType<?>, Optional<ApiClient>> remote;

    /** @param remote the client, in the name of {@code user}, of the server that answers for a resource instead of this one */
    public RoutedClient(
            User user, ApiClient local, Authorizer authorizer, Function<ResourceType<?>, Optional<ApiClient>> remote) {
        this.user = user;
        this.local = local;
        this.authorizer = authorizer;
        this.remote = remote;
    }

    private ApiClient to(String verb, ResourceType<?> type, ObjectKey key, String subresource) {
        Optional<ApiClient> other = remote.apply(type);
        if (other.isEmpty()) {
            return local;
        }
        Attributes attributes = new Attributes(
                user, verb, type.group(), type.version(), type.plural(), subresource, key.namespace(), key.name(), "");
        Refusals.check(authorizer, attributes);
        return other.get();
    }

    private ApiClient to(String verb, ResourceType<?> type, String namespace) {
        return to(verb, type, new ObjectKey(namespace, ""), "");
    }

    @Override
    public <T extends KubeObject> T get(ResourceType<T> type, ObjectKey key) throws InterruptedException {
        return to("get", type, key, "").get(type, key);
    }

    @Override
    public <T extends KubeObject> Listing<T> list(ResourceType<T> type, ListQuery query) throws InterruptedException {
        return to("list", type, query.namespace()).list(type, query);
    }

    @Override
    public <T extends KubeObject> WatchStream<T> watch(ResourceType<T> type, WatchQuery query)
            throws InterruptedException {
        return to("watch", type, query.namespace()).watch(type, query);
    }

    @Override
    public <T extends KubeObject> T create(ResourceType<T> type, T object, WriteOptions options)
            throws InterruptedException {
        return to("create", type, object.namespace()).create(type, object, options);
    }

    @Override
    public <T extends KubeObject> T update(ResourceType<T> type, T object, WriteOptions options)
            throws InterruptedException {
        return to("update", type, object.key(), options.subresource()).update(type, object, options);
    }

    @Override
    public <T extends KubeObject> T patch(ResourceType<T> type, ObjectKey key, Patch patch, WriteOptions options)
            throws InterruptedException {
        return to("patch", type, key, options.subresource()).patch(type, key, patch, options);
    }

    @Override
    public void delete(ResourceType<?> type, ObjectKey key, DeleteOptions options) throws InterruptedException {
        to("delete", type, key, "").delete(type, key, options);
    }

    @Override
    public void deleteCollection(ResourceType<?> type, ListQuery query, DeleteOptions options)
            throws InterruptedException {
        to("deletecollection", type, query.namespace()).deleteCollection(type, query, options);
    }

    @Override
    public ObjectValue getSubresource(ResourceType<?> type, ObjectKey key, String subresource)
            throws InterruptedException {
        return to("get", type, key, subresource).getSubresource(type, key, subresource);
    }

    @Override
    public ObjectValue postSubresource(ResourceType<?> type, ObjectKey key, String subresource, ObjectValue body)
            throws InterruptedException {
        return to("create", type, key, subresource).postSubresource(type, key, subresource, body);
    }

    @Override
    public ObjectValue putSubresource(ResourceType<?> type, ObjectKey key, String subresource, ObjectValue body)
            throws InterruptedException {
        return to("update", type, key, subresource).putSubresource(type, key, subresource, body);
    }

    @Override
    public ServerResources discover() throws InterruptedException {
        return local.discover();
    }
}
