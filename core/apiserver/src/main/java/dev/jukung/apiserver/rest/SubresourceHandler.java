package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.ActionBodies;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Clock;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.schema.Schema;
import dev.jukung.schema.Schemas;
import dev.jukung.value.ObjectValue;

/** What is below objects: status and scale, actions, and connections to Pods, Services and nodes. Thread-safe. */
final class SubresourceHandler {
    private final Verbs verbs;
    private final Connector connector;
    private final EncodedObjects encoded;
    private final Clock clock;
    private final Schema scaleSchema;
    private final ActionBodies actionBodies;

    SubresourceHandler(Verbs verbs, Connector connector, EncodedObjects encoded, Schemas schemas, Clock clock) {
        this.verbs = verbs;
        this.connector = connector;
        this.encoded = encoded;
        this.clock = clock;
        scaleSchema = schemas.definition("io.k8s.api.autoscaling.v1.Scale");
        actionBodies = new ActionBodies(schemas);
    }

    Response handle(Call call, RequestInfo info, Request request) throws InterruptedException {
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
            throw Refusals.methodNotAllowed();
        }
        Format format = RequestContent.format(call, request, info.verb());
        return switch (subresource) {
            case Subresource.Scale scale -> Answers.value(200, scale(call, scale, info.verb(), request), format);
            case Subresource.Action action ->
                Answers.value(201, verbs.act(call, action, body(call, action, request)), format);
            case Subresource.Status _, Subresource.Part _ ->
                switch (info.verb()) {
                    case "get" -> Answers.object(200, call.kind(), verbs.get(call), format, encoded, clock.now());
                    case "update" -> {
                        Bodies.Body body = RequestContent.body(call, request);
                        StoredObject updated = verbs.update(call, body.object(), body.strictErrors());
                        yield Answers.object(200, call.kind(), updated, format, encoded, clock.now());
                    }
                    default ->
                        Answers.object(
                                200,
                                call.kind(),
                                RequestContent.patched(verbs, call, request),
                                format,
                                encoded,
                                clock.now());
                };
            case Subresource.Connect _ -> throw Refusals.methodNotAllowed();
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
                Patch.Type type = RequestContent.patchType(call.kind(), request);
                Patch.Type merging = type == Patch.Type.APPLY ? Patch.Type.MERGE : type;
                Patch patch = new Patch(merging, Bodies.patch(request, type).value());
                yield verbs.scaling().patch(call, scale, patch, scaleSchema);
            }
        };
    }

    /** A Binding is not stored: it binds the Pod of its name. */
    Response bind(Call call, Kind pods, Request request) throws InterruptedException {
        if (!(pods.subresource("binding").orElseThrow() instanceof Subresource.Action binding)) {
            throw new IllegalStateException("Pods cannot be bound");
        }
        Format format = RequestContent.format(call, request, "create");
        ObjectValue body = body(call, binding, request);
        String name = body.object("metadata").text("name", "");
        ObjectValue answer = verbs.act(
                new Call(call.user(), pods, call.namespace(), name, "binding", call.rules(), call.warnings()),
                binding,
                body);
        return Answers.value(201, answer, format);
    }

    private ObjectValue body(Call call, Subresource.Action action, Request request) {
        Bodies.Body given =
                Bodies.read(request, apiVersion(action), action.kind().kind());
        return actionBodies.decode(call, action.kind(), given.object(), given.strictErrors());
    }

    private static String apiVersion(Subresource.Action action) {
        Subresource.GroupVersionKind kind = action.kind();
        return kind.group().isEmpty() ? kind.version() : kind.group() + "/" + kind.version();
    }
}
