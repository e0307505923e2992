package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Deleter;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.ObjectWatch;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.websocket.Handshake;
import dev.jukung.schema.Decoder;
import dev.jukung.schema.Schemas;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.List;

/** Verbs on objects and collections: read, watched, written, deleted. Thread-safe. */
final class ObjectHandler {
    /** A watch without a time limit of its own lasts between this and twice this, so that not all end at once. */
    private static final int WATCH_MINUTES = 30;

    private final Verbs verbs;
    private final OpenWatches watches;
    private final EncodedObjects encoded;
    private final Clock clock;
    private final Randomness random;
    private final Decoder deleteOptions;

    ObjectHandler(
            Verbs verbs, OpenWatches watches, EncodedObjects encoded, Schemas schemas, Clock clock, Randomness random) {
        this.verbs = verbs;
        this.watches = watches;
        this.encoded = encoded;
        this.clock = clock;
        this.random = random;
        deleteOptions = new Decoder(schemas.definition("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"));
    }

    /** What the verb does to objects of the call's kind. */
    Response handle(Call call, String verb, Request request) throws InterruptedException {
        Kind kind = call.kind();
        boolean toCollection = List.of("list", "create", "deletecollection").contains(verb);
        if (!kind.allows(verb) || (call.name().isEmpty() != toCollection && !verb.equals("watch"))) {
            throw Refusals.methodNotAllowed();
        }
        Format format = RequestContent.format(call, request, verb);
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
                Bodies.Body given = RequestContent.body(call, request);
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
                yield Answers.object(
                        existed ? 200 : 201,
                        kind,
                        RequestContent.patched(verbs, call, request),
                        format,
                        encoded,
                        clock.now());
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
            default -> throw Refusals.methodNotAllowed();
        };
    }

    private Response create(Call call, Request request, Format format) throws InterruptedException {
        if (call.kind().type().namespaced() && call.namespace().isEmpty()) {
            throw Refusals.methodNotAllowed();
        }
        Bodies.Body body = RequestContent.body(call, request);
        return Answers.object(
                201, call.kind(), verbs.create(call, body.object(), body.strictErrors()), format, encoded, clock.now());
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
}
