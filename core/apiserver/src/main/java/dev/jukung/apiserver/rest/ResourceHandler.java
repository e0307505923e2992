package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Deleter;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.ObjectWatch;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.apiserver.registry.Selection;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.http.Handler;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.websocket.Handshake;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Resource paths: from an HTTP request to a verb and back. Thread-safe. */
final class ResourceHandler implements Handler {
    /** A watch without a time limit of its own lasts between this and twice this, so that not all end at once. */
    private static final int WATCH_MINUTES = 30;

    private final Kinds kinds;
    private final Verbs verbs;
    private final Reviews reviews;
    private final Connector connector;
    private final Clock clock;
    private final Randomness random;

    ResourceHandler(Kinds kinds, Verbs verbs, Reviews reviews, Connector connector, Clock clock, Randomness random) {
        this.kinds = kinds;
        this.verbs = verbs;
        this.reviews = reviews;
        this.connector = connector;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Response handle(Request request) throws InterruptedException {
        RequestInfo info = RequestInfo.of(request);
        Kind kind = kinds.find(info.group(), info.version(), info.resource()).orElseThrow(Refusals::noSuchResource);
        if (kind.type().namespaced()
                && info.namespace().isEmpty()
                && !info.name().isEmpty()) {
            throw Refusals.noSuchResource();
        }
        if (!kind.type().namespaced() && !info.namespace().isEmpty()) {
            throw Refusals.noSuchResource();
        }
        Call call = new Call(
                Filters.USER.get(),
                kind,
                info.namespace(),
                info.name(),
                info.subresource(),
                rules(request),
                new ArrayList<>());
        Response response =
                info.subresource().isEmpty() ? object(call, info.verb(), request) : subresource(call, info, request);
        return withWarnings(response, call.warnings());
    }

    private static Response withWarnings(Response response, List<String> warnings) {
        Headers headers = response.headers();
        for (String warning : warnings) {
            headers = headers.plus(
                    "Warning", "299 - \"" + warning.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        }
        return new Response(response.status(), headers, response.body());
    }

    private Response object(Call call, String verb, Request request) throws InterruptedException {
        Kind kind = call.kind();
        if (Reviews.isReview(kind)) {
            return verb.equals("create")
                    ? Answers.value(
                            201,
                            reviews.answer(call, Bodies.read(request).object()),
                            Format.of(request).encoding())
                    : methodNotAllowed();
        }
        if (!kind.allows(verb)) {
            return methodNotAllowed();
        }
        Format format = Format.of(request);
        return switch (verb) {
            case "get" -> Answers.object(200, kind, verbs.get(call), format, clock.now());
            case "list" ->
                Answers.list(kind, verbs.reader().list(kind, listRequest(call, request)), format, clock.now());
            case "watch" -> watch(call, request, format);
            case "create" -> create(call, request, format);
            case "update" -> {
                ObjectValue given = Bodies.read(request).object();
                boolean existed = verbs.reader().find(kind, call.key()).isPresent();
                yield Answers.object(existed ? 200 : 201, kind, verbs.update(call, given), format, clock.now());
            }
            case "patch" -> {
                boolean existed = verbs.reader().find(kind, call.key()).isPresent();
                yield Answers.object(existed ? 200 : 201, kind, patch(call, request), format, clock.now());
            }
            case "delete" -> delete(call, request, format);
            case "deletecollection" ->
                Answers.list(
                        kind,
                        verbs.deleteCollection(
                                deleting(call, request), listRequest(call, request), deleteOptions(request)),
                        format,
                        clock.now());
            default -> methodNotAllowed();
        };
    }

    private Response create(Call call, Request request, Format format) throws InterruptedException {
        Bodies.Body body = Bodies.read(request);
        if (!call.name().isEmpty()) {
            return methodNotAllowed();
        }
        body.strictErrors().forEach(error -> duplicateField(call, error));
        return Answers.object(201, call.kind(), verbs.create(call, body.object()), format, clock.now());
    }

    private static void duplicateField(Call call, String error) {
        switch (call.rules().fieldValidation()) {
            case STRICT ->
                throw Failures.badRequest(call.kind().type().kind() + " in version \""
                        + call.kind().type().version() + "\" cannot be handled as a "
                        + call.kind().type().kind() + ": strict decoding error: " + error);
            case WARN -> call.warn(error);
            case IGNORE -> {}
        }
    }

    private static Response methodNotAllowed() {
        throw new ApiException(
                Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource");
    }

    private Response watch(Call call, Request request, Format format) {
        Selection selection = selection(call, request);
        if (!call.name().isEmpty()) {
            selection = Selection.parse(call.kind(), "", "metadata.name=" + call.name());
        }
        boolean initial = request.parameter("sendInitialEvents").orElse("").equals("true");
        Reader.WatchRequest wanted = new Reader.WatchRequest(
                call.namespace(),
                selection,
                request.parameter("resourceVersion").orElse(""),
                RequestInfo.isTrue(request, "allowWatchBookmarks"),
                initial);
        Duration timeout = request.parameter("timeoutSeconds")
                .map(text -> Duration.ofSeconds(number("timeoutSeconds", text)))
                .filter(Duration::isPositive)
                .orElseGet(() -> Duration.ofSeconds(60L * WATCH_MINUTES + random.below(60 * WATCH_MINUTES)));
        ObjectWatch watch = verbs.reader().watch(call.kind(), wanted);
        return Handshake.isAsked(request)
                ? WatchSocket.of(request, WatchAnswer.events(watch, format, timeout, clock), watch::close)
                : WatchAnswer.of(watch, format, timeout, clock);
    }

    private StoredObject patch(Call call, Request request) throws InterruptedException {
        String type = Bodies.mediaType(request);
        Patch.Type patchType = Arrays.stream(Patch.Type.values())
                .filter(candidate -> candidate.contentType().equals(type))
                .findFirst()
                .orElseThrow(
                        () -> new ApiException(
                                Reason.UNSUPPORTED_MEDIA_TYPE,
                                "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml"));
        boolean apply = patchType == Patch.Type.APPLY;
        Bodies.Body body = apply ? Bodies.yaml(request.body()) : Bodies.json(request.body());
        boolean forced = request.query().containsKey("force");
        if (forced && !apply) {
            throw new ApiException(
                    Reason.INVALID,
                    422,
                    "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch",
                    ObjectValue.of("group", "meta.k8s.io", "kind", "PatchOptions"));
        }
        return verbs.patch(call, new Patch(patchType, body.value()), body.strictErrors());
    }

    private Response delete(Call call, Request request, Format format) throws InterruptedException {
        Deleter.Deletion deletion = verbs.delete(deleting(call, request), deleteOptions(request));
        if (!deletion.gone()) {
            return Answers.object(200, call.kind(), deletion.object(), format, clock.now());
        }
        if (call.kind().type().plural().equals("pods")
                && call.kind().type().group().isEmpty()) {
            return Answers.object(200, call.kind(), deletion.object(), format, clock.now());
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
        return Answers.value(200, status, format.encoding());
    }

    /** A dry run may also be asked for in the body, and that is how kubectl does it. */
    private static Call deleting(Call call, Request request) {
        Call.WriteRules rules = call.rules();
        boolean dryRun = deleteOptions(request).list("dryRun").texts().contains("All");
        return call.with(new Call.WriteRules(
                rules.dryRun() || dryRun, rules.fieldManager(), rules.force(), rules.fieldValidation()));
    }

    private static ObjectValue deleteOptions(Request request) {
        ObjectValue options = ObjectValue.EMPTY;
        if (request.body().length > 0) {
            options = Bodies.read(request).object();
            String kind = options.text("kind", "DeleteOptions");
            if (!kind.equals("DeleteOptions")) {
                throw Failures.badRequest("decoded object cannot be converted to DeleteOptions: " + kind);
            }
        }
        Optional<String> grace = request.parameter("gracePeriodSeconds");
        if (grace.isPresent()) {
            options = options.with("gracePeriodSeconds", number("gracePeriodSeconds", grace.get()));
        }
        Optional<String> policy = request.parameter("propagationPolicy");
        if (policy.isPresent()) {
            options = options.with("propagationPolicy", policy.get());
        }
        return options;
    }

    private Response subresource(Call call, RequestInfo info, Request request) throws InterruptedException {
        Subresource subresource = call.kind().subresource(call.subresource()).orElseThrow(Refusals::noSuchResource);
        if (subresource instanceof Subresource.Connect) {
            return connector.connect(call, info, request);
        }
        if (!subresource.verbs().contains(info.verb())) {
            return methodNotAllowed();
        }
        Format format = Format.of(request);
        return switch (subresource) {
            case Subresource.Scale scale ->
                Answers.value(200, scale(call, scale, info.verb(), request), format.encoding());
            case Subresource.Action action ->
                Answers.value(201, verbs.act(call, action, Bodies.read(request).object()), format.encoding());
            case Subresource.Status _, Subresource.Part _ ->
                switch (info.verb()) {
                    case "get" -> Answers.object(200, call.kind(), verbs.get(call), format, clock.now());
                    case "update" ->
                        Answers.object(
                                200,
                                call.kind(),
                                verbs.update(call, Bodies.read(request).object()),
                                format,
                                clock.now());
                    default -> Answers.object(200, call.kind(), patch(call, request), format, clock.now());
                };
            case Subresource.Connect _ -> methodNotAllowed();
        };
    }

    private ObjectValue scale(Call call, Subresource.Scale scale, String verb, Request request)
            throws InterruptedException {
        return switch (verb) {
            case "get" -> verbs.scaling().get(call, scale);
            case "update" ->
                verbs.scaling().update(call, scale, Bodies.read(request).object());
            default -> {
                Object patch = Bodies.json(request.body()).value();
                boolean json = Bodies.mediaType(request).equals(Patch.Type.JSON.contentType());
                yield verbs.scaling().change(call, scale, current -> (ObjectValue)
                        (json
                                ? dev.jukung.value.JsonPatch.of(patch).apply(current)
                                : dev.jukung.value.JsonMergePatch.apply(current, patch)));
            }
        };
    }

    private static Selection selection(Call call, Request request) {
        return Selection.parse(
                call.kind(),
                request.parameter("labelSelector").orElse(""),
                request.parameter("fieldSelector").orElse(""));
    }

    private static Reader.ListRequest listRequest(Call call, Request request) {
        return new Reader.ListRequest(
                call.namespace(),
                selection(call, request),
                request.parameter("resourceVersion").orElse(""),
                request.parameter("resourceVersionMatch").orElse(""),
                (int) Math.min(
                        Integer.MAX_VALUE,
                        number("limit", request.parameter("limit").orElse("0"))),
                request.parameter("continue").orElse(""));
    }

    private static long number(String parameter, String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw Failures.badRequest("unable to decode \"" + parameter + "\": strconv.ParseInt: parsing \"" + text
                    + "\": invalid syntax");
        }
    }

    private static Call.WriteRules rules(Request request) {
        List<String> dryRun = request.query().getOrDefault("dryRun", List.of());
        for (String value : dryRun) {
            if (!value.equals("All") && !value.isEmpty()) {
                throw Failures.badRequest("dryRun: Unsupported value: \"" + value + "\": supported values: \"All\"");
            }
        }
        String validation = request.parameter("fieldValidation").orElse("");
        Call.FieldValidation fields =
                switch (validation) {
                    case "", "Warn" -> Call.FieldValidation.WARN;
                    case "Strict" -> Call.FieldValidation.STRICT;
                    case "Ignore" -> Call.FieldValidation.IGNORE;
                    default ->
                        throw Failures.badRequest("fieldValidation: Unsupported value: \"" + validation
                                + "\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"");
                };
        boolean apply = Bodies.mediaType(request).equals(Patch.Type.APPLY.contentType());
        String manager = request.parameter("fieldManager")
                .filter(name -> !name.isEmpty())
                .orElseGet(() -> apply ? "" : managerOf(request));
        return new Call.WriteRules(dryRun.contains("All"), manager, RequestInfo.isTrue(request, "force"), fields);
    }

    /** Who does not say which manager it is counts as the program its User-Agent names. */
    private static String managerOf(Request request) {
        String agent = request.header("User-Agent").orElse("unknown");
        int slash = agent.indexOf('/');
        String name = slash < 0 ? agent : agent.substring(0, slash);
        return name.isEmpty() ? "unknown" : name.substring(0, Math.min(128, name.length()));
    }
}
