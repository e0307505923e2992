package dev.jukung.apiserver.client;

import dev.jukung.apiserver.audit.AuditTrail;
import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.Selectors;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.discovery.Discovery;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.ObjectWatch;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.apiserver.registry.Selection;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.apiserver.rest.Refusals;
import dev.jukung.apiserver.rest.Reviews;
import dev.jukung.base.Cause;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.ServerResources;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The API inside the process: the same authorization, admission, validation and storage as over HTTP, but objects are
 * shared instead of written and read again. Carries one identity. Thread-safe.
 */
public final class LocalClient implements ApiClient {
    private final User user;
    private final Verbs verbs;
    private final Kinds kinds;
    private final Authorizer authorizer;
    private final Reviews reviews;
    private final Discovery discovery;

    public LocalClient(
            User user, Verbs verbs, Kinds kinds, Authorizer authorizer, Reviews reviews, Discovery discovery) {
        this.user = user;
        this.verbs = verbs;
        this.kinds = kinds;
        this.authorizer = authorizer;
        this.reviews = reviews;
        this.discovery = discovery;
    }

    /** Every user may know it. */
    @Override
    public ServerResources discover() {
        return ServerResources.of(discovery.aggregated(true), discovery.aggregated(false));
    }

    @Override
    public <T extends KubeObject> T get(ResourceType<T> type, ObjectKey key) {
        Call call = call("get", type, key, "", Call.WriteRules.NONE);
        return view(type, verbs.get(call));
    }

    private static <T extends KubeObject> T view(ResourceType<T> type, StoredObject object) {
        return type.view().apply(object.tree());
    }

    @Override
    public <T extends KubeObject> Listing<T> list(ResourceType<T> type, ListQuery query) {
        Call call = call("list", type, query.namespace(), query.fieldSelector(), query.labelSelector());
        Reader.Page page = verbs.reader().list(call.kind(), request(call, query));
        List<T> items = page.items().stream().map(object -> view(type, object)).toList();
        return new Listing<>(items, page.revision().toString(), page.continueToken());
    }

    private static Reader.ListRequest request(Call call, ListQuery query) {
        return new Reader.ListRequest(
                query.namespace(),
                Selection.parse(call.kind(), query.labelSelector(), query.fieldSelector()),
                "",
                "",
                query.limit(),
                query.continueToken());
    }

    @Override
    public <T extends KubeObject> WatchStream<T> watch(ResourceType<T> type, WatchQuery query) {
        Call call = call("watch", type, query.namespace(), query.fieldSelector(), query.labelSelector());
        Selection selection = Selection.parse(call.kind(), query.labelSelector(), query.fieldSelector());
        ObjectWatch watch = verbs.reader()
                .watch(
                        call.kind(),
                        new Reader.WatchRequest(query.namespace(), selection, query.resourceVersion(), true, false));
        return new LocalStream<>(watch, type);
    }

    private record LocalStream<T extends KubeObject>(ObjectWatch watch, ResourceType<T> type)
            implements WatchStream<T> {
        @Override
        public Event<T> next() throws InterruptedException {
            return switch (watch.next()) {
                case ObjectWatch.Item.Added(StoredObject object) -> new Event.Added<>(view(type, object));
                case ObjectWatch.Item.Modified(StoredObject object) -> new Event.Modified<>(view(type, object));
                case ObjectWatch.Item.Deleted(StoredObject object) -> new Event.Deleted<>(view(type, object));
                case ObjectWatch.Item.Bookmark bookmark ->
                    new Event.Bookmark<>(bookmark.revision().toString());
                case ObjectWatch.Item.Expired expired ->
                    new Event.Ended<>(
                            Reason.EXPIRED,
                            "too old resource version: " + expired.requested() + " (" + expired.oldest() + ")");
                case ObjectWatch.Item.Closed() -> new Event.Ended<>(Reason.SERVICE_UNAVAILABLE, "the watch was closed");
            };
        }

        @Override
        public void close() {
            watch.close();
        }
    }

    @Override
    public <T extends KubeObject> T create(ResourceType<T> type, T object, WriteOptions options)
            throws InterruptedException {
        Call call = call("create", type, new ObjectKey(object.namespace(), ""), "", rules(options));
        if (Reviews.isReview(call.kind())) {
            return type.view().apply(reviews.answer(call, object.tree())); // answered, never stored
        }
        return caused("create", call, object.name(), () -> view(type, verbs.create(call, object.tree(), List.of())));
    }

    @Override
    public <T extends KubeObject> T update(ResourceType<T> type, T object, WriteOptions options)
            throws InterruptedException {
        Call call = call("update", type, object.key(), options.subresource(), rules(options));
        return caused("update", call, object.name(), () -> view(type, verbs.update(call, object.tree(), List.of())));
    }

    @Override
    public <T extends KubeObject> T patch(ResourceType<T> type, ObjectKey key, Patch patch, WriteOptions options)
            throws InterruptedException {
        Call call = call("patch", type, key, options.subresource(), rules(options));
        return caused("patch", call, key.name(), () -> view(type, verbs.patch(call, patch, List.of())));
    }

    @Override
    public void delete(ResourceType<?> type, ObjectKey key, DeleteOptions options) throws InterruptedException {
        Call call = call("delete", type, key, "", Call.WriteRules.NONE);
        caused("delete", call, key.name(), () -> verbs.delete(call, options.toValue()));
    }

    @Override
    public void deleteCollection(ResourceType<?> type, ListQuery query, DeleteOptions options)
            throws InterruptedException {
        Call call = call("deletecollection", type, query.namespace(), query.fieldSelector(), query.labelSelector());
        caused(
                "deletecollection",
                call,
                "",
                () -> verbs.deleteCollection(call, request(call, query), options.toValue()));
    }

    @Override
    public ObjectValue getSubresource(ResourceType<?> type, ObjectKey key, String subresource) {
        Call call = call("get", type, key, subresource, Call.WriteRules.NONE);
        return call.kind().subresource(subresource).orElse(null) instanceof Subresource.Scale scale
                ? verbs.scaling().get(call, scale)
                : verbs.get(call).tree();
    }

    @Override
    public ObjectValue postSubresource(ResourceType<?> type, ObjectKey key, String subresource, ObjectValue body)
            throws InterruptedException {
        Call call = call("create", type, key, subresource, Call.WriteRules.NONE);
        if (!(call.kind().subresource(subresource).orElse(null) instanceof Subresource.Action action)) {
            throw Refusals.noSuchResource();
        }
        return caused("create", call, key.name() + "/" + subresource, () -> verbs.act(call, action, body));
    }

    @Override
    public ObjectValue putSubresource(ResourceType<?> type, ObjectKey key, String subresource, ObjectValue body)
            throws InterruptedException {
        Call call = call("update", type, key, subresource, Call.WriteRules.NONE);
        return caused(
                "update",
                call,
                key.name() + "/" + subresource,
                () -> call.kind().subresource(subresource).orElse(null) instanceof Subresource.Scale scale
                        ? verbs.scaling().update(call, scale, body)
                        : verbs.update(call, body, List.of()).tree());
    }

    private static Call.WriteRules rules(WriteOptions options) {
        Call.FieldValidation validation =
                switch (options.fieldValidation()) {
                    case "Strict" -> Call.FieldValidation.STRICT;
                    case "Ignore" -> Call.FieldValidation.IGNORE;
                    default -> Call.FieldValidation.WARN;
                };
        return new Call.WriteRules(options.dryRun(), options.fieldManager(), options.force(), validation);
    }

    private Call call(String verb, ResourceType<?> type, ObjectKey key, String subresource, Call.WriteRules rules) {
        return call(verb, type, key, subresource, rules, Selectors.NONE);
    }

    /** A call for many objects. */
    private Call call(String verb, ResourceType<?> type, String namespace, String fieldSelector, String labelSelector) {
        Selectors selectors = Selectors.parse(fieldSelector, labelSelector);
        String name = selectors.required("metadata.name").orElse("");
        return call(verb, type, new ObjectKey(namespace, name), "", Call.WriteRules.NONE, selectors)
                .named("");
    }

    private Call call(
            String verb,
            ResourceType<?> type,
            ObjectKey key,
            String subresource,
            Call.WriteRules rules,
            Selectors selectors) {
        Kind kind = kinds.find(type).orElseThrow(Refusals::noSuchResource);
        // A request about a Namespace is one in it, as over HTTP.
        String namespace = type.qualifiedName().equals("namespaces") ? key.name() : key.namespace();
        Attributes attributes = new Attributes(
                user,
                verb,
                type.group(),
                type.version(),
                type.plural(),
                subresource,
                namespace,
                key.name(),
                "",
                selectors);
        Authorizer.Decision decision = authorizer.decide(attributes);
        AuditTrail.authorized(decision);
        Refusals.check(decision, attributes);
        String manager = rules.fieldManager().isEmpty() ? user.name() : rules.fieldManager();
        Call.WriteRules named = new Call.WriteRules(rules.dryRun(), manager, rules.force(), rules.fieldValidation());
        return new Call(user, kind, key.namespace(), key.name(), subresource, named, new ArrayList<>());
    }

    /** The actor is this client's user, as over HTTP; what the component calls itself, and why it writes, goes along. */
    private <T> T caused(String verb, Call call, String name, Write<T> write) throws InterruptedException {
        Cause now = Cause.current();
        String what = now.what().isEmpty()
                ? verb + " " + call.kind().qualifiedName() + " " + new ObjectKey(call.namespace(), name)
                : now.what();
        Cause cause = new Cause(user.name(), now.actor(), what, now.trigger());
        return ScopedValue.where(Cause.CURRENT, cause).call(write::perform);
    }

    @FunctionalInterface
    private interface Write<T> {
        T perform() throws InterruptedException;
    }
}
