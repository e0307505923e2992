package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.rest.Delegation;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.runtime.Reconciler;
import dev.jukung.schema.openapi.MergedOpenApi;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OpenAPI documents of the servers behind APIServices: asked for when one can be asked, and every minute from then on. What a
 * server told last stays until it tells something else or its APIService goes. Thread-safe.
 */
final class RemoteOpenApi implements Reconciler<String> {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteOpenApi.class);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int DOCUMENT_BYTES_MAX = 32 * 1024 * 1024;
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int NOT_FOUND = 404;
    private static final User AGGREGATOR = new User("system:aggregator", "", List.of(), Map.of());

    /** @param tag of the document, as the server gave it or made of its content; empty when there is none */
    private record Told(ObjectValue document, String tag, boolean given, ObjectValue index) {
        static final Told NOTHING = new Told(ObjectValue.EMPTY, "", false, ObjectValue.EMPTY);
    }

    private final ApiServices apiServices;
    private final RemoteServers servers;
    private final Map<String, Told> told = new ConcurrentHashMap<>();

    RemoteOpenApi(ApiServices apiServices, RemoteServers servers) {
        this.apiServices = apiServices;
        this.servers = servers;
    }

    @Override
    public Outcome reconcile(String name) throws InterruptedException {
        Optional<ObjectValue> found = apiServices.find(name).filter(ApiServices::isRemote);
        if (found.isEmpty()) {
            told.remove(name);
            return Outcome.SETTLED;
        }
        if (!Conditions.isTrue(found.get(), Availability.AVAILABLE)) {
            return Outcome.SETTLED; // looked at again when it is
        }
        Told before = told.getOrDefault(name, Told.NOTHING);
        try {
            Told now = withDocument(found.get(), before);
            told.put(name, new Told(now.document(), now.tag(), now.given(), index(found.get())));
        } catch (IOException | ParseException e) {
            LOG.warn("loading OpenAPI spec for \"{}\" failed with: {}", name, e.getMessage());
        }
        return new Outcome.CheckAgain(AGAIN);
    }

    private Told withDocument(ObjectValue apiService, Told before) throws IOException, InterruptedException {
        ObjectValue spec = apiService.object("spec");
        ClientRequest request = request(spec, "/openapi/v2");
        request = before.given() ? request.with("If-None-Match", before.tag()) : request;
        try (ClientResponse response = servers.client(spec).send(request)) {
            return switch (response.status()) {
                case NOT_MODIFIED -> before;
                case NOT_FOUND -> Told.NOTHING;
                case OK -> {
                    byte[] bytes = response.bytes(DOCUMENT_BYTES_MAX);
                    Optional<String> tag = response.headers().first("Etag");
                    String known = tag.orElseGet(() -> digest(bytes));
                    String own = "/apis/" + spec.text("group", "") + "/" + spec.text("version", "") + "/";
                    yield known.equals(before.tag())
                            ? before
                            : new Told(
                                    MergedOpenApi.below(Json.parseObject(bytes), own),
                                    known,
                                    tag.isPresent(),
                                    ObjectValue.EMPTY);
                }
                default -> throw new IOException("failed to retrieve openAPI spec, http error: " + response.status());
            };
        }
    }

    /** What it lists at {@code /openapi/v3}. */
    private ObjectValue index(ObjectValue apiService) throws IOException, InterruptedException {
        ObjectValue spec = apiService.object("spec");
        try (ClientResponse response = servers.client(spec).send(request(spec, "/openapi/v3"))) {
            return switch (response.status()) {
                case OK -> Json.parseObject(response.bytes(DOCUMENT_BYTES_MAX)).object("paths");
                case NOT_FOUND -> ObjectValue.EMPTY;
                default -> throw new IOException("Error, could not get list of group versions for APIService");
            };
        }
    }

    private ClientRequest request(ObjectValue spec, String path) throws IOException {
        return RemoteServers.as(
                AGGREGATOR,
                ClientRequest.get(servers.address(spec, path, ""))
                        .with("Accept", "application/json")
                        .withTimeout(TIMEOUT));
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }

    /** Of version 2, in the order of the groups' priorities. */
    List<Delegation.Document> documents() {
        List<Delegation.Document> documents = new ArrayList<>();
        for (ObjectValue apiService : inOrder()) {
            Told last = told.getOrDefault(ApiServices.name(apiService), Told.NOTHING);
            if (!last.tag().isEmpty()) {
                documents.add(new Delegation.Document(ApiServices.name(apiService), last.tag(), last.document()));
            }
        }
        return documents;
    }

    private List<ObjectValue> inOrder() {
        List<ObjectValue> remote =
                apiServices.all().stream().filter(ApiServices::isRemote).toList();
        Map<String, Long> groups = new HashMap<>();
        remote.forEach(each -> groups.merge(
                each.object("spec").text("group", ""),
                each.object("spec").integer("groupPriorityMinimum", 0),
                Math::max));
        Comparator<ObjectValue> byPriority = Comparator.comparing(
                each -> groups.getOrDefault(each.object("spec").text("group", ""), 0L), Comparator.reverseOrder());
        return remote.stream()
                .sorted(byPriority.thenComparing(ApiServices::name))
                .toList();
    }

    /** The addresses of documents of version 3, as those servers give them, by what they are of. */
    Map<String, ObjectValue> addresses() {
        Map<String, ObjectValue> addresses = new HashMap<>();
        for (ObjectValue apiService : inOrder()) {
            ObjectValue spec = apiService.object("spec");
            String own = "apis/" + spec.text("group", "") + "/" + spec.text("version", "");
            Predicate<ObjectValue> listed = index -> index.has(own);
            Optional.of(told.getOrDefault(ApiServices.name(apiService), Told.NOTHING)
                            .index())
                    .filter(listed)
                    .ifPresent(index -> addresses.put(own, index.object(own)));
        }
        return addresses;
    }
}
