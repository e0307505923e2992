package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.apiserver.tracing.Steps;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.http.Handler;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.Schemas;
import dev.jukung.store.Revision;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Resource paths: from an HTTP request to a verb and back. Thread-safe. */
final class ResourceHandler implements Handler {
    private static final List<String> ONLY_CREATED = List.of("create");

    private final Kinds kinds;
    private final Verbs verbs;
    private final Reviews reviews;
    private final ComponentStatuses components;
    private final Clock clock;
    private final EncodedObjects encoded = new EncodedObjects();
    private final ObjectHandler objects;
    private final SubresourceHandler subresources;

    ResourceHandler(
            Kinds kinds,
            Verbs verbs,
            Reviews reviews,
            Connector connector,
            Schemas schemas,
            OpenWatches watches,
            ComponentStatuses components,
            Clock clock,
            Randomness random) {
        this.kinds = kinds;
        this.verbs = verbs;
        this.reviews = reviews;
        this.components = components;
        this.clock = clock;
        objects = new ObjectHandler(verbs, watches, encoded, schemas, clock, random);
        subresources = new SubresourceHandler(verbs, connector, encoded, schemas, clock);
    }

    @Override
    public Response handle(Request request) throws InterruptedException {
        RequestInfo info = RequestInfo.of(request);
        if (kinds.in(info.group(), info.version()).isEmpty()) {
            return Refusals.noSuchVersion(kinds.isBuiltIn(info.group()));
        }
        Kind kind = kinds.find(info.group(), info.version(), info.resource()).orElseThrow(Refusals::noSuchResource);
        if (kind.type().namespaced()
                && info.namespace().isEmpty()
                && !info.name().isEmpty()) {
            throw Refusals.noSuchResource();
        }
        if (!kind.type().namespaced() && !info.namespace().isEmpty()) {
            throw Refusals.noSuchResource();
        }
        if (!info.name().isEmpty() && ONLY_CREATED.containsAll(kind.verbs())) {
            throw Refusals.noSuchResource(); // what can only be created has no names
        }
        if (request.method().equals("HEAD")) {
            throw Refusals.methodNotAllowed();
        }
        List<String> warnings = new ArrayList<>(kind.warnings());
        Deprecations.of(kind).ifPresent(warnings::add);
        return Answers.warned(traced(kind, info, request, warnings), warnings);
    }

    private Response traced(Kind kind, RequestInfo info, Request request, List<String> warnings)
            throws InterruptedException {
        String step = Traced.step(info.verb());
        return step.isEmpty()
                ? answer(kind, info, request, warnings)
                : Steps.<Response, InterruptedException>step(
                        step,
                        facts -> Traced.fields(request, info, facts),
                        () -> answer(kind, info, request, warnings));
    }

    /** A refusal is an answer here, because it carries the warnings that came before it. */
    private Response answer(Kind kind, RequestInfo info, Request request, List<String> warnings)
            throws InterruptedException {
        try {
            Call call = new Call(
                    Filters.USER.get(),
                    kind,
                    info.namespace(),
                    info.name(),
                    info.subresource(),
                    RequestOptions.of(request, info.verb()),
                    warnings);
            return info.subresource().isEmpty()
                    ? object(call, info.verb(), request)
                    : subresources.handle(call, info, request);
        } catch (ApiException refusal) {
            if (refusal.is(Reason.METHOD_NOT_ALLOWED) || Format.isUnroutable(refusal)) {
                warnings.clear(); // Kubernetes' router refuses before anybody warns
            }
            return Filters.ErrorResponses.response(request, refusal);
        }
    }

    private Response object(Call call, String verb, Request request) throws InterruptedException {
        Kind kind = call.kind();
        if (Reviews.isReview(kind)) {
            if (!verb.equals("create")) {
                throw Refusals.methodNotAllowed();
            }
            Format format = Format.ofReview(request);
            Bodies.Body given = RequestContent.body(call, request);
            ObjectValue review = verbs.decoded(call, given.object(), given.strictErrors());
            return Answers.value(201, reviews.answer(call, review), format);
        }
        if (ComponentStatuses.concerns(kind)) {
            return component(call, verb, request);
        }
        if (kind.type().equals(Resources.BINDINGS)
                && verb.equals("create")
                && call.name().isEmpty()
                && !call.namespace().isEmpty()) {
            return subresources.bind(call, kinds.get(Resources.PODS), request);
        }
        return objects.handle(call, verb, request);
    }

    private Response component(Call call, String verb, Request request) throws InterruptedException {
        if (!call.kind().allows(verb)) {
            throw Refusals.methodNotAllowed();
        }
        Format format = RequestContent.format(call, request, verb);
        if (verb.equals("get")) {
            return Answers.object(
                    200,
                    call.kind(),
                    made(call, components.get(call.kind(), call.name())),
                    format,
                    encoded,
                    clock.now());
        }
        List<StoredObject> items = components
                .list(ListOptions.list(call, request).selection())
                .stream()
                .map(each -> made(call, each))
                .toList();
        Reader.Page page = new Reader.Page(items, Revision.ZERO, "", OptionalLong.empty());
        return Answers.list(call.kind(), page, format, encoded, clock.now());
    }

    private static StoredObject made(Call call, ObjectValue status) {
        String name = status.object("metadata").text("name", "");
        return StoredObject.unstored(call.kind().key(ObjectKey.of(name)), status, Revision.ZERO);
    }
}
