package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.audit.AuditTrail;
import dev.jukung.apiserver.registry.ActionBodies;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Deleter;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.ObjectWatch;
import dev.jukung.apiserver.registry.Patcher;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.apiserver.tracing.Steps;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.http.Handler;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.websocket.Handshake;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.protobuf.Protobuf;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.Decoder;
import dev.jukung.schema.Schema;
import dev.jukung.schema.Schemas;
import dev.jukung.store.Revision;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** Resource paths: from an HTTP request to a verb and back. Thread-safe. */
final class ResourceHandler implements Handler {
    /** A watch without a time limit of its own lasts between this and twice this, so that not all end at once. */
    private static final int WATCH_MINUTES = 30;

    private static final List<String> ONLY_CREATED = List.of("create");

    private final Kinds kinds;
    private final Verbs verbs;
    private final Reviews reviews;
    private final Connector connector;
    private final OpenWatches watches;
    private final ComponentStatuses components;
    private final Clock clock;
    private final Randomness random;
    private final Decoder deleteOptions;
    private final Schema scaleSchema;
    private final ActionBodies actionBodies;
    private final EncodedObjects encoded = new EncodedObjects();

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
        this.connector = connector;
        this.watches = watches;
        this.components = components;
        this.clock = clock;
        this.random = random;
        scaleSchema = schemas.definition("io.k8s.api.autoscaling.v1.Scale");
        actionBodies = new ActionBodies(schemas);
        deleteOptions = new Decoder(schemas.definition("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"));
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
            return methodNotAllowed();
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
            return info.subresource().isEmpty() ? object(call, info.verb(), request) : subresource(call, info, request);
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
                return methodNotAllowed();
            }
            Format format = Format.ofReview(request);
            Bodies.Body given = body(call, request);
            ObjectValue review = verbs.decoded(call, given.object(), given.strictErrors());
            return Answers.value(201, reviews.answer(call, review), format);
        }
        if (ComponentStatuses.concerns(kind)) {
            return component(call, verb, request);
        }
        boolean toCollection = List.of("list", "create", "deletecollection").contains(verb);
        if (!kind.allows(verb) || (call.name().isEmpty() != toCollection && !verb.equals("watch"))) {
            return methodNotAllowed();
        }
        Format format = format(call, request, verb);
        return switch (verb) {
            case "get" -> {
                ListOptions.checkVersion(request);
                yield Answers.object(200, kind, verbs.get(call), format, encoded, clock.now());
            }
            case "list" ->
                Answers.list(
                        kind, verbs.reader().list(kind, ListOptions.list(call, request)), format, encoded, clock.now());
            case "watch" -> watch(call, request, format);
            case "create" -> create(call, request, format);
            case "update" -> {
                Bodies.Body given = body(call, request);
                boolean existed = verbs.reader().find(kind, call.key()).isPresent();
                yield Answers.object(
                        existed ? 200 : 201,
                        kind,
                        verbs.update(call, given.object(), given.strictErrors()),
                        format,
                        encoded,
                        clock.now());
            }
            case "patch" -> {
                boolean existed = verbs.reader().find(kind, call.key()).isPresent();
                yield Answers.object(existed ? 200 : 201, kind, patch(call, request), format, encoded, clock.now());
            }
            case "delete" -> delete(call, request, format);
            case "deletecollection" -> {
                ObjectValue options = RequestOptions.deletion(request, deleteOptions);
                Reader.ListRequest selected = ListOptions.list(call, request);
                yield Answers.list(
                        kind,
                        verbs.deleteCollection(deleting(call, options), selected, options),
                        format,
                        encoded,
                        clock.now());
            }
            default -> methodNotAllowed();
        };
    }

    private Response component(Call call, String verb, Request request) throws InterruptedException {
        if (!call.kind().allows(verb)) {
            return methodNotAllowed();
        }
        Format format = format(call, request, verb);
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

    private Response create(Call call, Request request, Format format) throws InterruptedException {
        if (call.kind().type().namespaced() && call.namespace().isEmpty()) {
            return methodNotAllowed();
        }
        if (call.kind().type().equals(Resources.BINDINGS)) {
            return Answers.value(201, bind(call, request), format);
        }
        Bodies.Body body = body(call, request);
        return Answers.object(
                201, call.kind(), verbs.create(call, body.object(), body.strictErrors()), format, encoded, clock.now());
    }

    private static Bodies.Body body(Call call, Request request) {
        ResourceType<?> type = call.kind().type();
        return call.kind().isCustom()
                ? Bodies.readTyped(request, type.apiVersion(), type.kind())
                : Bodies.read(request, type.apiVersion(), type.kind());
    }

    private static Format format(Call call, Request request, String verb) {
        boolean collection = call.name().isEmpty() && (verb.equals("list") || verb.equals("watch"));
        Format.check(request, collection);
        ResourceType<?> type = call.kind().type();
        return Format.of(request, Protobuf.knows(type.apiVersion(), type.kind()));
    }

    private ObjectValue body(Call call, Subresource.Action action, Request request) {
        Bodies.Body given =
                Bodies.read(request, apiVersion(action), action.kind().kind());
        return actionBodies.decode(call, action.kind(), given.object(), given.strictErrors());
    }

    /** A Binding is not stored: it binds the Pod of its name. */
    private ObjectValue bind(Call call, Request request) throws InterruptedException {
        Kind pods = kinds.get(Resources.PODS);
        if (!(pods.subresource("binding").orElseThrow() instanceof Subresource.Action binding)) {
            throw new IllegalStateException("Pods cannot be bound");
        }
        ObjectValue body = body(call, binding, request);
        String name = body.object("metadata").text("name", "");
        return verbs.act(
                new Call(call.user(), pods, call.namespace(), name, "binding", call.rules(), call.warnings()),
                binding,
                body);
    }

    private static String apiVersion(Subresource.Action action) {
        Subresource.GroupVersionKind kind = action.kind();
        return kind.group().isEmpty() ? kind.version() : kind.group() + "/" + kind.version();
    }

    private static Response methodNotAllowed() {
        throw Refusals.methodNotAllowed();
    }

    private Response watch(Call call, Request request, Format negotiated) {
        Format format = negotiated.streamed();
        Reader.WatchRequest wanted = ListOptions.watch(call, request);
        long seconds = RequestOptions.number(request, "timeoutSeconds");
        Duration timeout =
                Duration.ofSeconds(seconds > 0 ? seconds : 60L * WATCH_MINUTES + random.below(60 * WATCH_MINUTES));
        ObjectWatch watch = verbs.reader().watch(call.kind(), wanted);
        Response answer = Handshake.isAsked(request)
                ? MessageSocket.watch(
                        request,
                        WatchAnswer.messages(watch, format, encoded, timeout, clock),
                        format.encoding() == Format.Encoding.PROTOBUF,
                        watch::close)
                : WatchAnswer.of(watch, format, encoded, timeout, clock);
        return watches.tracked(answer, watch::close);
    }

    private StoredObject patch(Call call, Request request) throws InterruptedException {
        Patch.Type type = patchType(call.kind(), request);
        Bodies.Body body = Bodies.patch(request, type);
        AuditTrail.requested(body.value());
        return verbs.patch(call, new Patch(type, body.value()), body.strictErrors());
    }

    private static Patch.Type patchType(Kind kind, Request request) {
        String type = Bodies.mediaType(request);
        if (CborAnswers.on() && type.equals(CborAnswers.APPLY)) {
            return Patch.Type.APPLY;
        }
        return Arrays.stream(Patch.Type.values())
                .filter(candidate -> candidate.contentType().equals(type))
                .findFirst()
                .orElseThrow(() -> kind.isCustom()
                        ? Patcher.unknownFormat()
                        : Refusals.generic(Reason.UNSUPPORTED_MEDIA_TYPE, "415: Unsupported Media Type"));
    }

    private static Call deleting(Call call, ObjectValue options) {
        return RequestOptions.isDryRun(options) ? call.with(call.rules().dry()) : call;
    }

    private Response delete(Call call, Request request, Format format) throws InterruptedException {
        ObjectValue options = RequestOptions.deletion(request, deleteOptions);
        Deleter.Deletion deletion = verbs.delete(deleting(call, options), options);
        if (!deletion.gone() || call.kind().answersDeleted()) {
            return Answers.object(200, call.kind(), deletion.object(), format, encoded, clock.now());
        }
        ObjectValue metadata = deletion.object().tree().object("metadata");
        ObjectValue details = ObjectValue.of("name", call.name());
        details = call.kind().type().group().isEmpty()
                ? details
                : details.with("group", call.kind().type().group());
        details = details.with("kind", call.kind().type().plural()).with("uid", metadata.text("uid", ""));
        ObjectValue status = ObjectValue.of(
                "kind",
                "Status",
                "apiVersion",
                "v1",
                "metadata",
                ObjectValue.EMPTY,
                "status",
                "Success",
                "details",
                details);
        return Answers.value(200, status, format);
    }

    private Response subresource(Call call, RequestInfo info, Request request) throws InterruptedException {
        Subresource subresource = call.kind().subresource(call.subresource()).orElseThrow(Refusals::noSuchResource);
        if (!info.below().isEmpty() && !(subresource instanceof Subresource.Connect)) {
            throw Refusals.noSuchResource();
        }
        if (subresource instanceof Subresource.Connect connect) {
            boolean log = connect.kind().equals(Subresource.GroupVersionKind.OWN); // which is read, not connected to
            if (!log && request.query().containsKey("dryRun")) {
                throw Failures.badRequest("dryRun is not supported");
            }
            if (log) {
                Format.of(request, true);
                LogOptions.check(request, call.name());
            } else {
                verbs.admitConnection(call, ConnectOptions.of(connect.kind(), info, request));
            }
            return connector.connect(call, info, request);
        }
        if (!subresource.verbs().contains(info.verb())) {
            return methodNotAllowed();
        }
        Format format = format(call, request, info.verb());
        return switch (subresource) {
            case Subresource.Scale scale -> Answers.value(200, scale(call, scale, info.verb(), request), format);
            case Subresource.Action action ->
                Answers.value(201, verbs.act(call, action, body(call, action, request)), format);
            case Subresource.Status _, Subresource.Part _ ->
                switch (info.verb()) {
                    case "get" -> Answers.object(200, call.kind(), verbs.get(call), format, encoded, clock.now());
                    case "update" -> {
                        Bodies.Body body = body(call, request);
                        StoredObject updated = verbs.update(call, body.object(), body.strictErrors());
                        yield Answers.object(200, call.kind(), updated, format, encoded, clock.now());
                    }
                    default -> Answers.object(200, call.kind(), patch(call, request), format, encoded, clock.now());
                };
            case Subresource.Connect _ -> methodNotAllowed();
        };
    }

    private ObjectValue scale(Call call, Subresource.Scale scale, String verb, Request request)
            throws InterruptedException {
        return switch (verb) {
            case "get" -> verbs.scaling().get(call, scale);
            case "update" ->
                verbs.scaling()
                        .update(
                                call,
                                scale,
                                Bodies.read(request, "autoscaling/v1", "Scale").object());
            default -> {
                Patch.Type type = patchType(call.kind(), request);
                Patch.Type merging = type == Patch.Type.APPLY ? Patch.Type.MERGE : type;
                Patch patch = new Patch(merging, Bodies.patch(request, type).value());
                yield verbs.scaling().patch(call, scale, patch, scaleSchema);
            }
        };
    }
}
