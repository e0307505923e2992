package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.base.Randomness;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.Headers;
import dev.jukung.http.HttpClient;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.store.RevisionStore;
import dev.jukung.value.ObjectValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The proxy subresources of pods and services: hands HTTP requests, and connections that are upgraded, on to a Pod. Thread-safe.
 */
public final class WorkloadProxy implements Connector {
    /** Pages beyond that are passed on with their links as they are. */
    private static final int PAGE_BYTES_MAX = 8 << 20;

    /** The segments of /api/v1/namespaces/NAMESPACE/pods/NAME/proxy. */
    private static final int SEGMENTS = 7;

    /** Those about one connection, those that are the API server's business, and the encodings that links could hide in. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "authorization",
            "host",
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "content-length",
            "accept-encoding",
            "x-forwarded-for");

    private final HttpClient workloads;
    private final RevisionStore store;
    private final Supplier<Kinds> kinds;
    private final Randomness randomness;

    /** @param workloads believes any certificate and shows none; closed by its owner */
    public WorkloadProxy(HttpClient workloads, RevisionStore store, Supplier<Kinds> kinds, Randomness randomness) {
        this.workloads = workloads;
        this.store = store;
        this.kinds = kinds;
        this.randomness = randomness;
    }

    @Override
    public Response connect(Call call, RequestInfo info, Request request) throws InterruptedException {
        String address = call.kind().type().equals(Resources.PODS) ? podAddress(call) : serviceAddress(call);
        String below = below(request.target());
        String prefix = info.path().substring(0, startOf(SEGMENTS, info.path()));
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (reads
                && (below.isEmpty() || below.startsWith("?"))
                && request.upgrade().isEmpty()) {
            // So that the relative links of the page lead below the proxy.
            return new Response(301, Headers.of("Location", prefix + "/" + below), new Response.Bytes(new byte[0]));
        }
        try {
            String target = address + (below.startsWith("/") ? "" : "/") + below;
            return request.upgrade().isPresent()
                    ? Relay.upgraded(workloads, target, request)
                    : answered(target, prefix, request);
        } catch (IOException e) {
            throw WorkloadAddress.unavailable("error trying to reach service: " + e.getMessage());
        }
    }

    private String podAddress(Call call) {
        WorkloadAddress wanted = WorkloadAddress.parse(call.name())
                .orElseThrow(() -> Failures.badRequest("invalid pod request \"" + call.name() + "\""));
        return wanted.ofPod(get(Resources.PODS, call.namespace(), wanted.name()));
    }

    private String serviceAddress(Call call) {
        WorkloadAddress wanted = WorkloadAddress.parse(call.name())
                .orElseThrow(() -> Failures.badRequest("invalid service request \"" + call.name() + "\""));
        boolean number =
                !wanted.port().isEmpty() && Character.isDigit(wanted.port().charAt(0));
        String portName =
                number ? wanted.endpointPort(get(Resources.SERVICES, call.namespace(), wanted.name())) : wanted.port();
        ObjectValue endpoints = find(Resources.ENDPOINTS, call.namespace(), wanted.name())
                .orElseThrow(() -> Failures.notFound(kinds.get().get(Resources.SERVICES), wanted.name()));
        String none = "no endpoints available for service \"";
        if (endpoints.list("subsets").objects().isEmpty()) {
            throw WorkloadAddress.unavailable(none + wanted.name() + "\"");
        }
        List<WorkloadAddress.Endpoint> pods = WorkloadAddress.endpoints(endpoints, portName).stream()
                .filter(endpoint -> endpoint.namespace().equals(call.namespace()) && isOfItsPod(endpoint))
                .toList();
        if (pods.isEmpty()) {
            throw WorkloadAddress.unavailable(none + call.name() + "\"");
        }
        return wanted.of(pods.get(randomness.below(pods.size())));
    }

    /** Endpoints can be written by users: only what a Pod really has is connected to. */
    private boolean isOfItsPod(WorkloadAddress.Endpoint endpoint) {
        return find(Resources.PODS, endpoint.namespace(), endpoint.pod())
                .map(pod -> pod.object("status").list("podIPs").objects().stream()
                        .anyMatch(ip -> ip.text("ip", "").equals(endpoint.ip())))
                .orElse(false);
    }

    private Optional<ObjectValue> find(ResourceType<?> type, String namespace, String name) {
        return store.latest()
                .get(kinds.get().get(type).key(ObjectKey.of(namespace, name)))
                .map(entry -> StoredObject.of(entry).tree());
    }

    private ObjectValue get(ResourceType<?> type, String namespace, String name) {
        return find(type, namespace, name)
                .orElseThrow(() -> Failures.notFound(kinds.get().get(type), name));
    }

    /** What follows the proxy in a target, query included, as the client wrote it. */
    private static String below(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return target.substring(startOf(SEGMENTS, path));
    }

    /** Where the slash after so many segments of a path is, or its end. */
    private static int startOf(int segments, String path) {
        int at = 0;
        for (int i = 0; i < segments && at < path.length(); i++) {
            while (at < path.length() && path.charAt(at) == '/') {
                at++;
            }
            int slash = path.indexOf('/', at);
            at = slash < 0 ? path.length() : slash;
        }
        return at;
    }

    private Response answered(String target, String prefix, Request request) throws IOException, InterruptedException {
        URI uri = URI.create(target);
        Headers headers = Headers.of(request.headers().fields().stream()
                        .filter(field -> !NOT_PASSED_ON.contains(field.name().toLowerCase(Locale.ROOT)))
                        .toList())
                .plus("X-Forwarded-For", forwardedFor(request))
                .with("X-Forwarded-Uri", prefix + uri.getRawPath());
        ClientResponse answer =
                workloads.send(new ClientRequest(request.method(), uri, headers, request.body(), Optional.empty()));
        ProxiedLinks links = new ProxiedLinks(
                prefix,
                String.valueOf(uri.getRawAuthority()),
                request.header("Host").orElse(""));
        Headers kept = Relay.kept(answer.headers());
        Optional<String> location = kept.first("Location");
        if (location.isPresent()) {
            Headers moved = kept.with("Location", links.rewrite(location.get()));
            return Relay.streamed(answer, moved, answer.body());
        }
        String type = kept.first("Content-Type").orElse("").split(";", 2)[0].strip();
        if (!type.equals("text/html") || kept.contains("Content-Encoding")) {
            return Relay.streamed(answer, kept, answer.body());
        }
        byte[] start = answer.body().readNBytes(PAGE_BYTES_MAX);
        if (start.length == PAGE_BYTES_MAX) {
            return Relay.streamed(
                    answer, kept, new SequenceInputStream(new ByteArrayInputStream(start), answer.body()));
        }
        answer.close();
        // One character for each byte, so that a page of another encoding stays what it is.
        String page = links.rewriteHtml(new String(start, StandardCharsets.ISO_8859_1));
        return new Response(answer.status(), kept, new Response.Bytes(page.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String forwardedFor(Request request) {
        String peer = request.peer().getAddress().getHostAddress();
        List<String> before = request.headers().all("X-Forwarded-For");
        return before.isEmpty() ? peer : String.join(", ", before) + ", " + peer;
    }
}
