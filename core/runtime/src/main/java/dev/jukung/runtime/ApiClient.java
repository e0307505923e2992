package dev.jukung.runtime;

import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Kubernetes API as a component sees it. The same interface is served inside the process (shared immutable
 * objects, no bytes) and over HTTP; both go through authentication, authorization and admission.
 *
 * <p>All methods block and throw {@link ApiException} when the API refuses. A client carries one identity. Thread-safe.
 */
public interface ApiClient {
    <T extends KubeObject> T get(ResourceType<T> type, ObjectKey key) throws InterruptedException;

    <T extends KubeObject> Listing<T> list(ResourceType<T> type, ListQuery query) throws InterruptedException;

    <T extends KubeObject> WatchStream<T> watch(ResourceType<T> type, WatchQuery query) throws InterruptedException;

    /** The namespace is the object's own; {@code metadata.name} or {@code generateName} names it. */
    <T extends KubeObject> T create(ResourceType<T> type, T object, WriteOptions options) throws InterruptedException;

    /** Replaces; with {@code metadata.resourceVersion} set, only if nobody wrote in between. */
    <T extends KubeObject> T update(ResourceType<T> type, T object, WriteOptions options) throws InterruptedException;

    <T extends KubeObject> T patch(ResourceType<T> type, ObjectKey key, Patch patch, WriteOptions options)
            throws InterruptedException;

    void delete(ResourceType<?> type, ObjectKey key, DeleteOptions options) throws InterruptedException;

    void deleteCollection(ResourceType<?> type, ListQuery query, DeleteOptions options) throws InterruptedException;

    /** GET of a subresource that answers with an object: scale. */
    ObjectValue getSubresource(ResourceType<?> type, ObjectKey key, String subresource) throws InterruptedException;

    /** POST to a subresource that takes and answers an object: binding, eviction, token. */
    ObjectValue postSubresource(ResourceType<?> type, ObjectKey key, String subresource, ObjectValue body)
            throws InterruptedException;

    /** PUT of a subresource other than status: scale, ephemeralcontainers, approval. */
    ObjectValue putSubresource(ResourceType<?> type, ObjectKey key, String subresource, ObjectValue body)
            throws InterruptedException;

    /** What the server serves now. */
    ServerResources discover() throws InterruptedException;

    default <T extends KubeObject> T create(ResourceType<T> type, T object) throws InterruptedException {
        return create(type, object, WriteOptions.NONE);
    }

    default <T extends KubeObject> T update(ResourceType<T> type, T object) throws InterruptedException {
        return update(type, object, WriteOptions.NONE);
    }

    /** Replaces the status only. */
    default <T extends KubeObject> T updateStatus(ResourceType<T> type, T object) throws InterruptedException {
        return update(type, object, WriteOptions.NONE.withSubresource("status"));
    }

    /** {@link #get}, with absence as a value. */
    default <T extends KubeObject> Optional<T> find(ResourceType<T> type, ObjectKey key) throws InterruptedException {
        try {
            return Optional.of(get(type, key));
        } catch (ApiException e) {
            if (e.is(Reason.NOT_FOUND)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * @param resourceVersion of the collection: where a watch has to start
     * @param continueToken empty when this is all
     */
    record Listing<T>(List<T> items, String resourceVersion, String continueToken) {}

    /**
     * @param namespace empty for all namespaces and for cluster-scoped resources
     * @param limit 0 for no limit
     */
    record ListQuery(String namespace, String labelSelector, String fieldSelector, int limit, String continueToken) {
        public static final ListQuery ALL = new ListQuery("", "", "", 0, "");

        public static ListQuery in(String namespace) {
            return new ListQuery(namespace, "", "", 0, "");
        }

        public ListQuery labels(String selector) {
            return new ListQuery(namespace, selector, fieldSelector, limit, continueToken);
        }

        public ListQuery fields(String selector) {
            return new ListQuery(namespace, labelSelector, selector, limit, continueToken);
        }

        public ListQuery from(String token) {
            return new ListQuery(namespace, labelSelector, fieldSelector, limit, token);
        }
    }

    /** @param resourceVersion events after this; from {@link Listing#resourceVersion} */
    record WatchQuery(String namespace, String labelSelector, String fieldSelector, String resourceVersion) {}

    /** A JSON patch, a merge patch, a strategic merge patch, or an applied configuration. */
    record Patch(Type type, Object body) {
        /** The content types of patches. */
        public enum Type {
            JSON("application/json-patch+json"),
            MERGE("application/merge-patch+json"),
            STRATEGIC("application/strategic-merge-patch+json"),
            APPLY("application/apply-patch+yaml");

            private final String contentType;

            Type(String contentType) {
                this.contentType = contentType;
            }

            public String contentType() {
                return contentType;
            }
        }

        public static Patch merge(ObjectValue body) {
            return new Patch(Type.MERGE, body);
        }

        public static Patch strategic(ObjectValue body) {
            return new Patch(Type.STRATEGIC, body);
        }

        public static Patch apply(ObjectValue body) {
            return new Patch(Type.APPLY, body);
        }
    }

    /** @param subresource {@code status}, or empty for the object itself */
    record WriteOptions(
            String fieldManager, boolean force, boolean dryRun, String fieldValidation, String subresource) {
        public static final WriteOptions NONE = new WriteOptions("", false, false, "", "");

        public WriteOptions withSubresource(String name) {
            return new WriteOptions(fieldManager, force, dryRun, fieldValidation, name);
        }

        public WriteOptions withFieldManager(String name, boolean forced) {
            return new WriteOptions(name, forced, dryRun, fieldValidation, subresource);
        }

        public WriteOptions withDryRun() {
            return new WriteOptions(fieldManager, force, true, fieldValidation, subresource);
        }
    }

    /** What becomes of the dependents, and how long a Pod may take; empty means the default of the resource. */
    record DeleteOptions(
            Optional<Long> gracePeriodSeconds, Optional<String> propagationPolicy, Map<String, String> preconditions) {
        public static final DeleteOptions NONE = new DeleteOptions(Optional.empty(), Optional.empty(), Map.of());

        public static DeleteOptions grace(long seconds) {
            return new DeleteOptions(Optional.of(seconds), Optional.empty(), Map.of());
        }

        /** @param policy Background, Foreground or Orphan */
        public static DeleteOptions propagation(String policy) {
            return new DeleteOptions(Optional.empty(), Optional.of(policy), Map.of());
        }

        /** Deletes only the object with this uid. */
        public DeleteOptions onlyUid(String uid) {
            return new DeleteOptions(gracePeriodSeconds, propagationPolicy, Map.of("uid", uid));
        }

        /** As a {@code v1 DeleteOptions} object. */
        public ObjectValue toValue() {
            ObjectValue value = ObjectValue.of("kind", "DeleteOptions", "apiVersion", "v1");
            if (gracePeriodSeconds.isPresent()) {
                value = value.with("gracePeriodSeconds", gracePeriodSeconds.get());
            }
            if (propagationPolicy.isPresent()) {
                value = value.with("propagationPolicy", propagationPolicy.get());
            }
            return preconditions.isEmpty()
                    ? value
                    : value.with("preconditions", dev.jukung.value.Values.from(preconditions));
        }
    }

    /** Events of one watch, read by one thread. Ends with {@link Event.Ended}; then list again and watch from there. */
    interface WatchStream<T> extends AutoCloseable {
        /** Waits for the next event. The previous one counts as handled from then on. */
        Event<T> next() throws InterruptedException;

        @Override
        void close();
    }

    /** What a watch tells. */
    sealed interface Event<T> {
        record Added<T>(T object) implements Event<T> {}

        record Modified<T>(T object) implements Event<T> {}

        /** The object as it was last. */
        record Deleted<T>(T object) implements Event<T> {}

        /** Nothing up to this version is missing. */
        record Bookmark<T>(String resourceVersion) implements Event<T> {}

        /** The stream is over: the server closed it, or the version is gone ({@link Reason#EXPIRED}). */
        record Ended<T>(Reason reason, String message) implements Event<T> {}
    }
}
