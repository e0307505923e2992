package dev.jukung.runtime;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.HttpClient;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The Kubernetes API over HTTP, as JSON. What the server refuses, and what goes wrong on the way, is an
 * {@link ApiException}; a server that is too busy is asked again after the time it names. The {@link Cause} of a request
 * goes along in a header. Watches do not hold a virtual clock: what a server in another process does cannot be waited for.
 * Thread-safe.
 */
public final class HttpApiClient implements ApiClient, AutoCloseable {
    /** The longest answer that is read: a list of everything that one process could hold. */
    private static final int ANSWER_BYTES_MAX = 512 * 1024 * 1024;
    /** client-go's: how often a server may ask for patience. */
    private static final int TRIES_MAX = 10;

    private static final String JSON = "application/json";
    /** A server that cannot leave out the rest sends whole objects, as it may. */
    private static final String PARTIAL =
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    /** A list has a form of its own: servers refuse that of an object for it. */
    private static final String PARTIAL_LIST =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    private static final String AGGREGATED =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
    /** Understood by our server: which event led to this request. */
    private static final String CAUSE_HEADER = "Jukung-Cause";

    private final ClusterAccess access;
    private final HttpClient http;
    private final Clock clock;
    private final String userAgent;
    private final UnaryOperator<ClientRequest> signing;

    /**
     * @param userAgent names the program; the part before the slash is the field manager of its writes
     * @param http is closed with this client
     */
    public HttpApiClient(ClusterAccess access, String userAgent, HttpClient http, Clock clock) {
        this(access, userAgent, http, clock, UnaryOperator.identity());
    }

    /** @param signing adds to every request what tells the server who asks, where that is not the connection or a token */
    public HttpApiClient(
            ClusterAccess access,
            String userAgent,
            HttpClient http,
            Clock clock,
            UnaryOperator<ClientRequest> signing) {
        this.access = access;
        this.userAgent = userAgent;
        this.http = http;
        this.clock = clock;
        this.signing = signing;
    }

    /** With an HTTP client of its own. */
    public static HttpApiClient connect(ClusterAccess access, String userAgent, Surroundings surroundings) {
        HttpClient.Options options = HttpClient.Options.of(
                        "api-client", access.tls(), surroundings.clock(), surroundings.faults())
                .withBearerToken(access.bearerToken());
        return new HttpApiClient(access, userAgent, new HttpClient(options), surroundings.clock());
    }

    /** For what is not about objects: logs, exec, health. */
    public HttpClient http() {
        return http;
    }

    /** @param pathAndQuery from the root of the API, as {@code /version} */
    public URI uri(String pathAndQuery) {
        String base = access.server().toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + pathAndQuery);
    }

    @Override
    public <T extends KubeObject> T get(ResourceType<T> type, ObjectKey key) throws InterruptedException {
        return view(type, call(request("GET", type.path(key), accept(type))));
    }

    @Override
    public <T extends KubeObject> Listing<T> list(ResourceType<T> type, ListQuery query) throws InterruptedException {
        RequestParameters parameters = new RequestParameters()
                .add("labelSelector", query.labelSelector())
                .add("fieldSelector", query.fieldSelector());
        if (query.limit() > 0) {
            parameters.add("limit", Integer.toString(query.limit()));
        }
        parameters.add("continue", query.continueToken());
        String accept = MetadataOnly.is(type) ? PARTIAL_LIST : JSON;
        ObjectValue list = call(request("GET", type.path(query.namespace()) + parameters, accept));
        List<T> items = new ArrayList<>();
        for (ObjectValue item : list.list("items").objects()) {
            items.add(view(type, item));
        }
        ObjectValue metadata = list.object("metadata");
        return new Listing<>(items, metadata.text("resourceVersion", ""), metadata.text("continue", ""));
    }

    @Override
    public <T extends KubeObject> WatchStream<T> watch(ResourceType<T> type, WatchQuery query)
            throws InterruptedException {
        RequestParameters parameters = new RequestParameters()
                .add("watch", "true")
                .add("allowWatchBookmarks", "true")
                .add("labelSelector", query.labelSelector())
                .add("fieldSelector", query.fieldSelector())
                .add("resourceVersion", query.resourceVersion());
        ClientResponse response = send(request("GET", type.path(query.namespace()) + parameters, accept(type)));
        return new HttpWatchStream<>(response, item -> view(type, item));
    }

    @Override
    public <T extends KubeObject> T create(ResourceType<T> type, T object, WriteOptions options)
            throws InterruptedException {
        String path = type.path(object.namespace()) + parameters(options);
        return view(type, call(json("POST", path, object.tree())));
    }

    @Override
    public <T extends KubeObject> T update(ResourceType<T> type, T object, WriteOptions options)
            throws InterruptedException {
        return view(type, call(json("PUT", path(type, object.key(), options), object.tree())));
    }

    @Override
    public <T extends KubeObject> T patch(ResourceType<T> type, ObjectKey key, Patch patch, WriteOptions options)
            throws InterruptedException {
        ClientRequest request = request("PATCH", path(type, key, options), accept(type))
                .withBody(patch.type().contentType(), Json.bytes(patch.body()));
        return view(type, call(request));
    }

    @Override
    public void delete(ResourceType<?> type, ObjectKey key, DeleteOptions options) throws InterruptedException {
        call(json("DELETE", type.path(key), options.toValue()));
    }

    @Override
    public void deleteCollection(ResourceType<?> type, ListQuery query, DeleteOptions options)
            throws InterruptedException {
        RequestParameters parameters = new RequestParameters()
                .add("labelSelector", query.labelSelector())
                .add("fieldSelector", query.fieldSelector());
        call(json("DELETE", type.path(query.namespace()) + parameters, options.toValue()));
    }

    @Override
    public ObjectValue getSubresource(ResourceType<?> type, ObjectKey key, String subresource)
            throws InterruptedException {
        return call(request("GET", type.path(key) + "/" + subresource));
    }

    @Override
    public ObjectValue postSubresource(ResourceType<?> type, ObjectKey key, String subresource, ObjectValue body)
            throws InterruptedException {
        return call(json("POST", type.path(key) + "/" + subresource, body));
    }

    @Override
    public ObjectValue putSubresource(ResourceType<?> type, ObjectKey key, String subresource, ObjectValue body)
            throws InterruptedException {
        return call(json("PUT", type.path(key) + "/" + subresource, body));
    }

    /** A document that is no object of a resource, such as {@code /version}. */
    public ObjectValue document(String pathAndQuery) throws InterruptedException {
        return call(request("GET", pathAndQuery));
    }

    private static String path(ResourceType<?> type, ObjectKey key, WriteOptions options) {
        String subresource = options.subresource().isEmpty() ? "" : "/" + options.subresource();
        return type.path(key) + subresource + parameters(options);
    }

    private static RequestParameters parameters(WriteOptions options) {
        return new RequestParameters()
                .add("fieldManager", options.fieldManager())
                .add("force", options.force() ? "true" : "")
                .add("dryRun", options.dryRun() ? "All" : "")
                .add("fieldValidation", options.fieldValidation());
    }

    /** Items of lists come without kind and apiVersion; whoever has an object alone needs them. */
    private static <T extends KubeObject> T view(ResourceType<T> type, ObjectValue tree) {
        if (tree.has("kind") && !MetadataOnly.is(type)) {
            return type.view().apply(tree);
        }
        ObjectValue.Builder whole =
                ObjectValue.builder().set("kind", type.kind()).set("apiVersion", type.apiVersion());
        tree.forEach((name, value) -> {
            if (!name.equals("kind") && !name.equals("apiVersion")) {
                whole.set(name, value);
            }
        });
        return type.view().apply(whole.build());
    }

    @Override
    public ServerResources discover() throws InterruptedException {
        return ServerResources.of(call(request("GET", "/api", AGGREGATED)), call(request("GET", "/apis", AGGREGATED)));
    }

    private static String accept(ResourceType<?> type) {
        return MetadataOnly.is(type) ? PARTIAL : JSON;
    }

    private ClientRequest request(String method, String pathAndQuery) {
        return request(method, pathAndQuery, JSON);
    }

    private ClientRequest request(String method, String pathAndQuery, String accept) {
        ClientRequest request = signing.apply(ClientRequest.of(method, uri(pathAndQuery))
                .with("Accept", accept)
                .with("User-Agent", userAgent));
        Cause cause = Cause.current();
        return cause.equals(Cause.UNKNOWN)
                ? request
                : request.with(
                        CAUSE_HEADER,
                        ascii(Json.write(ObjectValue.of(
                                "actor", cause.actor(), "what", cause.what(), "trigger", cause.trigger()))));
    }

    /** The same JSON in the characters that a header may have. */
    private static String ascii(String json) {
        StringBuilder text = new StringBuilder(json.length());
        for (char c : json.toCharArray()) {
            text.append(c < 128 ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return text.toString();
    }

    private ClientRequest json(String method, String pathAndQuery, ObjectValue body) {
        return request(method, pathAndQuery).withBody("application/json", Json.bytes(body));
    }

    private ObjectValue call(ClientRequest request) throws InterruptedException {
        try (ClientResponse response = send(request)) {
            return Json.parseObject(response.bytes(ANSWER_BYTES_MAX));
        } catch (InterruptedIOException e) {
            throw HttpFailures.interrupted(e);
        } catch (IOException e) {
            throw HttpFailures.unreachable(request, e);
        } catch (ParseException e) {
            throw new ApiException(
                    Reason.UNKNOWN, "the answer to " + request + " is no JSON object: " + e.getMessage(), e);
        }
    }

    /**
     * Sends a request of another kind than the verbs above: for tables, logs, discovery. Returns an answer that is no failure;
     * the caller closes it.
     */
    public ClientResponse send(ClientRequest request) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            Duration patience;
            try {
                ClientResponse response = http.send(request);
                if (response.status() < 300) {
                    return response;
                }
                try (response) {
                    Optional<Duration> wait = HttpFailures.retryAfter(response);
                    if (wait.isEmpty() || tries == TRIES_MAX) {
                        throw HttpFailures.of(request, response);
                    }
                    patience = wait.get();
                }
            } catch (InterruptedIOException e) {
                throw HttpFailures.interrupted(e);
            } catch (IOException e) {
                throw HttpFailures.unreachable(request, e);
            }
            clock.sleep(patience);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
