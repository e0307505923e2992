package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.explain.Historian;
import dev.jukung.apiserver.explain.Narrator;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.http.Handler;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.model.ObjectKey;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.StoreUnavailableException;
import dev.jukung.value.ObjectValue;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code GET /debug/why?object=KIND/NAME&namespace=NAMESPACE}: why an object is as it is, and {@code /debug/history}, with
 * {@code &limit=N}: what it was before; for whoever may get it. The kind may be given by any of its names, as kubectl takes them. It is no resource, so that discovery and OpenAPI stay as
 * Kubernetes has them. Thread-safe.
 */
final class WhyHandler implements Handler {
    private static final String WHY = "/debug/why";
    private static final String HISTORY = "/debug/history";

    private final Kinds kinds;
    private final Narrator narrator;
    private final Historian historian;
    private final Authorizer authorizer;

    WhyHandler(Kinds kinds, Narrator narrator, Historian historian, Authorizer authorizer) {
        this.kinds = kinds;
        this.narrator = narrator;
        this.historian = historian;
        this.authorizer = authorizer;
    }

    static boolean serves(Request request) {
        return request.path().equals(WHY) || request.path().equals(HISTORY);
    }

    private record Asked(Kind kind, ObjectKey key) {}

    /** What one has to be allowed: to get the object; where it says nothing that is understood, to get the path. */
    Attributes attributes(Request request, User user) {
        return asked(request)
                .map(asked -> attributes(user, "get", asked.kind(), asked.key()))
                .orElseGet(() -> RequestInfo.of(request).attributes(user, request));
    }

    private static Attributes attributes(User user, String verb, Kind kind, ObjectKey key) {
        return new Attributes(
                user,
                verb,
                kind.type().group(),
                kind.type().version(),
                kind.type().plural(),
                "",
                kind.type().plural().equals("namespaces") ? key.name() : key.namespace(),
                key.name(),
                "");
    }

    private Optional<Asked> asked(Request request) {
        String[] object = request.parameter("object").orElse("").split("/", 2);
        if (object.length < 2 || object[1].isEmpty()) {
            return Optional.empty();
        }
        String namespace = request.parameter("namespace").orElse("default");
        return kind(object[0].toLowerCase(Locale.ROOT))
                .map(kind -> new Asked(kind, new ObjectKey(kind.type().namespaced() ? namespace : "", object[1])));
    }

    /** By plural, singular, short name, kind or {@code deployments.apps}; of several the first declared. */
    private Optional<Kind> kind(String name) {
        return kinds.all().stream()
                .filter(kind -> kind.type().plural().equals(name)
                        || kind.singular().equals(name)
                        || kind.shortNames().contains(name)
                        || kind.type().kind().toLowerCase(Locale.ROOT).equals(name)
                        || kind.qualifiedName().equals(name))
                .findFirst();
    }

    @Override
    public Response handle(Request request) {
        if (!request.method().equals("GET")) {
            throw Refusals.methodNotAllowed();
        }
        Asked asked = asked(request).orElseThrow(() -> unknown(request));
        try {
            return Answers.value(
                    200, answer(request, asked), Format.plain(request).orElseThrow(Format::notAcceptable));
        } catch (StoreUnavailableException e) {
            throw new ApiException(Reason.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private ObjectValue answer(Request request, Asked asked) {
        if (request.path().equals(HISTORY)) {
            return historian.history(asked.kind(), asked.key(), limit(request));
        }
        boolean withEvents = authorizer.decide(new Attributes(
                        Filters.USER.get(),
                        "list",
                        "",
                        "v1",
                        "events",
                        "",
                        asked.key().namespace(),
                        "",
                        ""))
                instanceof Authorizer.Decision.Allow;
        return narrator.explain(asked.kind(), asked.key(), withEvents).toValue();
    }

    private static int limit(Request request) {
        String given = request.parameter("limit").orElse(Integer.toString(Historian.LIMIT));
        if (!given.matches("[0-9]{1,9}")
                || Integer.parseInt(given) < 1
                || Integer.parseInt(given) > Historian.LIMIT_MAX) {
            throw new ApiException(
                    Reason.BAD_REQUEST,
                    "limit: Invalid value: \"" + given + "\": must be between 1 and " + Historian.LIMIT_MAX);
        }
        return Integer.parseInt(given);
    }

    private static ApiException unknown(Request request) {
        String object = request.parameter("object").orElse("");
        return object.contains("/")
                ? new ApiException(
                        Reason.NOT_FOUND,
                        "the server doesn't have a resource type \"" + object.substring(0, object.indexOf('/')) + "\"")
                : new ApiException(Reason.BAD_REQUEST, "object: Required value: KIND/NAME, as pod/web");
    }
}
