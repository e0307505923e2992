package dev.jukung.bench.faults;

import dev.jukung.bench.history.Answer;
import dev.jukung.bench.history.Request;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.HttpClient;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** Requests about the ConfigMaps of one namespace, and what their answers mean. Thread-safe, as its client is. */
final class ApiAccess {
    static final String NAMESPACE = "faults";
    static final String DIRECTORY = "/registry/configmaps/" + NAMESPACE + "/";
    private static final String PATH = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";
    private static final String JSON = "application/json";
    private static final int ANSWER_MAX = 16 << 20;

    private final HttpClient http;

    ApiAccess(HttpClient http) {
        this.http = http;
    }

    HttpClient http() {
        return http;
    }

    /** An answer that is no possible outcome of the request. */
    static final class UnexpectedAnswer extends IOException {
        UnexpectedAnswer(String message) {
            super(message);
        }
    }

    static URI path(URI server, String rest) {
        return server.resolve(PATH + rest);
    }

    Answer ask(URI server, Request request) throws IOException, InterruptedException {
        try (ClientResponse response = http.send(request(server, request))) {
            byte[] body = response.bytes(ANSWER_MAX);
            int code = response.status();
            if (code == 429 || code >= 500) {
                return new Answer.Failed(code, message(body));
            }
            ObjectValue content = Json.parseObject(body);
            return switch (code) {
                case 200, 201 -> success(request, content);
                case 404 -> new Answer.Absent();
                case 409 -> new Answer.Conflict();
                default -> throw new UnexpectedAnswer(code + " " + message(body));
            };
        }
    }

    private static String message(byte[] body) {
        try {
            return Json.parseObject(body).text("message", "");
        } catch (IllegalArgumentException _) {
            return new String(body, java.nio.charset.StandardCharsets.UTF_8); // of what is not JSON, as it is
        }
    }

    private static ClientRequest request(URI server, Request request) {
        return switch (request) {
            case Request.Get(String object) -> ClientRequest.get(path(server, "/" + object));
            case Request.List() -> ClientRequest.get(path(server, ""));
            case Request.CachedList(long notOlderThan) ->
                ClientRequest.get(path(server, "?resourceVersion=" + notOlderThan));
            case Request.Write write -> write(server, write);
        };
    }

    private static ClientRequest write(URI server, Request.Write write) {
        URI place = path(server, "/" + write.object());
        ObjectValue body = ObjectValue.of("data", ObjectValue.of("token", write.token()));
        return switch (write.verb()) {
            case CREATE -> ClientRequest.of("POST", path(server, "")).withBody(JSON, Json.bytes(object(write, body)));
            case UPDATE -> ClientRequest.of("PUT", place).withBody(JSON, Json.bytes(object(write, body)));
            case PATCH -> ClientRequest.of("PATCH", place).withBody("application/merge-patch+json", Json.bytes(body));
            case DELETE ->
                ClientRequest.of("DELETE", place)
                        .withBody(
                                JSON,
                                Json.bytes(ObjectValue.of(
                                        "apiVersion",
                                        "v1",
                                        "kind",
                                        "DeleteOptions",
                                        "preconditions",
                                        ObjectValue.of("resourceVersion", Long.toString(write.precondition())))));
        };
    }

    private static ObjectValue object(Request.Write write, ObjectValue body) {
        ObjectValue metadata = ObjectValue.of("name", write.object());
        return ObjectValue.of("apiVersion", "v1", "kind", "ConfigMap")
                .with(
                        "metadata",
                        write.precondition() == 0
                                ? metadata
                                : metadata.with("resourceVersion", Long.toString(write.precondition())))
                .withAll(body);
    }

    private static Answer success(Request request, ObjectValue content) throws UnexpectedAnswer {
        return switch (request) {
            case Request.Get _ -> new Answer.Found(seen(content));
            case Request.List _, Request.CachedList _ -> listed(content);
            case Request.Write write -> {
                if (write.verb() == Request.Verb.DELETE) {
                    yield new Answer.Written(0);
                }
                Answer.Seen seen = seen(content);
                if (!seen.token().equals(write.token())) {
                    throw new UnexpectedAnswer("success with what was not written: " + content);
                }
                yield new Answer.Written(seen.revision());
            }
        };
    }

    private static Answer listed(ObjectValue content) {
        Map<String, Answer.Seen> objects = new HashMap<>();
        ListValue items = content.list("items");
        for (int i = 0; i < items.size(); i++) {
            ObjectValue item = (ObjectValue) items.get(i);
            String name = name(item);
            if (isOfLoad(name)) {
                objects.put(name, seen(item));
            }
        }
        return new Answer.Listed(revision(content), Map.copyOf(objects));
    }

    static Answer.Seen seen(ObjectValue object) {
        return new Answer.Seen(revision(object), object.object("data").text("token", ""));
    }

    static String name(ObjectValue object) {
        return object.object("metadata").text("name", "");
    }

    /** Controllers put a ConfigMap of their own into every namespace. */
    static boolean isOfLoad(String name) {
        return !name.equals("kube-root-ca.crt");
    }

    static long revision(ObjectValue object) {
        return Long.parseLong(object.object("metadata").text("resourceVersion", "0"));
    }
}
