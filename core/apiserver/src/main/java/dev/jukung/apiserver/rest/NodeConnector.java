package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.Headers;
import dev.jukung.http.HttpClient;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.websocket.Handshake;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.RevisionStore;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Hands log, exec, attach, port-forward and node proxy on to the kubelet of the node concerned, under the server's own
 * certificate. Upgraded connections are passed on byte by byte, whatever protocol is spoken on them. Thread-safe.
 */
public final class NodeConnector implements Connector {
    /** Of a node's addresses the first of these is taken, unless somebody chooses. */
    public static final List<String> ADDRESS_TYPES = List.of("InternalIP", "ExternalIP", "Hostname");

    private final HttpClient kubelets;
    private final Connector workloads;
    private final RevisionStore store;
    private final Supplier<Kinds> kinds;
    private final List<String> addressTypes;

    /**
     * @param kubelets shows the server's certificate to kubelets; closed by its owner
     * @param workloads for the proxies of pods and services, which lead to no kubelet
     * @param addressTypes of nodes, the first that a node has is taken ({@code --kubelet-preferred-address-types})
     */
    public NodeConnector(
            HttpClient kubelets,
            Connector workloads,
            RevisionStore store,
            Supplier<Kinds> kinds,
            List<String> addressTypes) {
        this.addressTypes = List.copyOf(addressTypes);
        this.kubelets = kubelets;
        this.workloads = workloads;
        this.store = store;
        this.kinds = kinds;
    }

    @Override
    public Response connect(Call call, RequestInfo info, Request request) throws InterruptedException {
        String resource = call.kind().type().plural();
        if (call.subresource().equals("proxy") && !resource.equals("nodes")) {
            return workloads.connect(call, info, request);
        }
        String target =
                switch (resource) {
                    case "pods" -> podTarget(call, request).orElse("");
                    case "nodes" -> proxiedNode(call.name()) + "/" + info.below() + query(request.query());
                    default -> throw new IllegalArgumentException("nothing to connect to: " + resource);
                };
        if (target.isEmpty()) { // nobody runs the Pod yet, so it has said nothing
            return new Response(204, Headers.of(), new Response.Bytes());
        }
        try {
            boolean log = call.subresource().equals("log");
            if (log && Handshake.isAsked(request)) {
                ClientResponse answer = answered(target, request, true);
                return MessageSocket.bytes(request, Relay.pieces(answer, answer.body()), answer::close);
            }
            if (request.upgrade().isPresent()) {
                return Relay.upgraded(kubelets, target, request);
            }
            ClientResponse answer = answered(target, request, log);
            return Relay.streamed(answer, Relay.kept(answer.headers()), answer.body());
        } catch (IOException e) {
            throw new ApiException(Reason.INTERNAL_ERROR, "error dialing backend: " + e.getMessage(), e);
        }
    }

    /** Empty for the log of a Pod that has no node. */
    private Optional<String> podTarget(Call call, Request request) {
        ObjectValue pod = store.latest()
                .get(call.kind().key(call.key()))
                .map(entry -> StoredObject.of(entry).tree())
                .orElseThrow(() -> Failures.notFound(call.kind(), call.name()));
        boolean toContainer = !call.subresource().equals("portforward");
        String container = toContainer ? container(call, pod, request) : "";
        String node = pod.object("spec").text("nodeName", "");
        if (node.isEmpty()) {
            if (call.subresource().equals("log")) {
                return Optional.empty();
            }
            throw Failures.badRequest("pod " + call.name() + " does not have a host assigned");
        }
        String place = "/" + call.namespace() + "/" + call.name();
        return Optional.of(
                switch (call.subresource()) {
                    case "log" ->
                        nodeAddress(node) + "/containerLogs" + place + "/" + container
                                + query(without(request.query(), "container"));
                    case "exec", "attach" ->
                        nodeAddress(node) + "/" + call.subresource() + place + "/" + container
                                + query(streams(request.query()));
                    case "portforward" -> nodeAddress(node) + "/portForward" + place + query(ports(request.query()));
                    default -> throw new IllegalArgumentException("not on a node: " + call.subresource());
                });
    }

    /** The container named, or the only one. */
    private static String container(Call call, ObjectValue pod, Request request) {
        List<String> all = new ArrayList<>();
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            pod.object("spec").list(list).objects().forEach(each -> all.add(each.text("name", "")));
        }
        Optional<String> named = request.parameter("container").filter(name -> !name.isEmpty());
        if (named.isPresent()) {
            if (!all.contains(named.get())) {
                throw Failures.badRequest("container " + named.get() + " is not valid for pod " + call.name());
            }
            return named.get();
        }
        List<ObjectValue> containers = pod.object("spec").list("containers").objects();
        if (containers.size() != 1) {
            throw Failures.badRequest("a container name must be specified for pod " + call.name() + ", choose one of: ["
                    + String.join(" ", all) + "]");
        }
        return containers.getFirst().text("name", "");
    }

    /** The kubelet's names of what the options of exec and attach call stdin, stdout and stderr. */
    private static Map<String, List<String>> streams(Map<String, List<String>> query) {
        Map<String, List<String>> translated = new java.util.LinkedHashMap<>();
        query.forEach((name, values) -> {
            switch (name) {
                case "stdin" -> flag(translated, "input", values);
                case "stdout" -> flag(translated, "output", values);
                case "stderr" -> flag(translated, "error", values);
                case "tty" -> flag(translated, "tty", values);
                case "command" -> translated.put("command", values);
                default -> {} // the container is in the path
            }
        });
        return translated;
    }

    /** What the options of port-forward call ports, and nothing else; over SPDY each stream names its own. */
    private static Map<String, List<String>> ports(Map<String, List<String>> query) {
        List<String> ports = query.getOrDefault("ports", List.of());
        return ports.isEmpty() ? Map.of() : Map.of("port", List.of(String.join(",", ports)));
    }

    private static void flag(Map<String, List<String>> query, String name, List<String> values) {
        if (values.contains("true") || values.contains("1")) {
            query.put(name, List.of("1"));
        }
    }

    private static Map<String, List<String>> without(Map<String, List<String>> query, String name) {
        Map<String, List<String>> rest = new java.util.LinkedHashMap<>(query);
        rest.remove(name);
        return rest;
    }

    private static String query(Map<String, List<String>> parameters) {
        StringBuilder text = new StringBuilder();
        parameters.forEach((name, values) -> values.forEach(value -> text.append(text.isEmpty() ? '?' : '&')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))));
        return text.toString();
    }

    /** A node may be named with its scheme and port, {@code https:n1:10250}; only the kubelet's own are passed on to. */
    private String proxiedNode(String name) {
        String[] parts = name.split(":", -1);
        String node = parts.length == 3 ? parts[1] : parts[0];
        String address = nodeAddress(node);
        String port = parts.length == 1 ? "" : parts[parts.length - 1];
        if (parts.length > 3 || !List.of("", "http", "https").contains(parts.length == 3 ? parts[0] : "")) {
            throw Failures.badRequest("invalid node request \"" + name + "\"");
        }
        if (!port.isEmpty() && !address.endsWith(":" + port)) {
            throw new ApiException(
                    Reason.UNKNOWN, 501, "only the kubelet's port of a node is proxied to", ObjectValue.EMPTY);
        }
        return address;
    }

    private String nodeAddress(String name) {
        Kind nodes = kinds.get().get(Resources.NODES);
        ObjectValue node = store.latest()
                .get(nodes.key(ObjectKey.of(name)))
                .map(entry -> StoredObject.of(entry).tree())
                .orElseThrow(() -> Failures.notFound(nodes, name));
        ObjectValue status = node.object("status");
        long port = status.object("daemonEndpoints").object("kubeletEndpoint").integer("Port", 10250);
        for (String type : addressTypes) {
            for (ObjectValue address : status.list("addresses").objects()) {
                if (address.text("type", "").equals(type)) {
                    String host = address.text("address", "");
                    return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
                }
            }
        }
        throw new ApiException(
                Reason.UNKNOWN, // Kubernetes gives none
                "no preferred addresses found; known addresses: ["
                        + status.list("addresses").objects().stream()
                                .map(address ->
                                        "{" + address.text("type", "") + " " + address.text("address", "") + "}")
                                .collect(java.util.stream.Collectors.joining(" "))
                        + "]");
    }

    /** @param explained whether a failure is told as a Status, as that of a log is; proxied answers stay as they are */
    private ClientResponse answered(String target, Request request, boolean explained)
            throws IOException, InterruptedException {
        ClientRequest wanted = ClientRequest.of(request.method(), URI.create(target));
        if (request.body().length > 0) {
            wanted = wanted.withBody(request.header("Content-Type").orElse("application/octet-stream"), request.body());
        }
        ClientResponse answer = kubelets.send(wanted);
        if (explained && answer.status() >= 300) {
            throw failure(answer);
        }
        return answer;
    }

    private static ApiException failure(ClientResponse answer) throws IOException {
        String text;
        try (answer) {
            text = new String(answer.body().readNBytes(Relay.BUFFER_BYTES), StandardCharsets.UTF_8);
        }
        return switch (answer.status()) {
            case 400 -> Failures.badRequest(text);
            case 404 ->
                new ApiException(
                        Reason.NOT_FOUND, "the server could not find the requested resource (" + text.strip() + ")");
            case 500 -> new ApiException(Reason.INTERNAL_ERROR, "Internal error occurred: " + text);
            default ->
                new ApiException(
                        Reason.UNKNOWN,
                        answer.status(),
                        "an error on the server (\"" + text.strip() + "\") has prevented the request from succeeding",
                        ObjectValue.EMPTY);
        };
    }
}
