package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.audit.AuditTrail;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.discovery.RemoteVersion;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.apiserver.rest.Delegation;
import dev.jukung.apiserver.tracing.Steps;
import dev.jukung.apiserver.webhook.ServiceResolver;
import dev.jukung.base.Clock;
import dev.jukung.http.ByteRelay;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.ClientTls;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.model.ResourceType;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Surroundings;
import dev.jukung.store.Change;
import dev.jukung.store.Revision;
import dev.jukung.store.RevisionStore;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Groups that other servers answer for: requests are handed on to the Service that an APIService names, under the
 * certificate of the front proxy and with the user in headers. Ends with the store. Thread-safe.
 */
public final class Aggregation implements Delegation {
    private static final int WORKERS = 2; // a server that does not answer holds up one of them
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "transfer-encoding", "content-length", "keep-alive", "upgrade", "date");

    private final RevisionStore store;
    private final Clock clock;
    private final RemoteServers servers;
    private final ApiServices apiServices;
    private final LocalApiServices local;
    private final RemoteOpenApi openApi;
    private final ControllerLoop<String> loop;
    private final ControllerLoop<String> documents;

    /** @param identity the certificate of the front proxy, if there is one */
    public Aggregation(
            RevisionStore store,
            Verbs verbs,
            Kinds kinds,
            ServiceResolver services,
            Supplier<Optional<TlsIdentity>> identity,
            Surroundings surroundings) {
        this.store = store;
        this.clock = surroundings.clock();
        servers = new RemoteServers(services, identity, surroundings.clock(), surroundings.faults());
        apiServices = new ApiServices(verbs, kinds, servers, surroundings.clock());
        local = new LocalApiServices(verbs, kinds, apiServices);
        openApi = new RemoteOpenApi(apiServices, servers);
        documents = new ControllerLoop<>("open_api_aggregation_controller", openApi, surroundings);
        loop = new ControllerLoop<>("apiservice_controller", this::reconcile, surroundings);
    }

    private dev.jukung.runtime.Reconciler.Outcome reconcile(String name) throws InterruptedException {
        local.reconcile(name);
        dev.jukung.runtime.Reconciler.Outcome outcome = apiServices.reconcile(name);
        documents.add(name);
        return outcome;
    }

    /** When it returns, every group of this server has its APIService. */
    public void start() throws InterruptedException {
        local.registerAll();
        Revision start = store.latest().revision();
        lookAtAll();
        loop.start(WORKERS);
        documents.start(1);
        new Following(
                        store,
                        apiServices.kind().collection(),
                        (change, revision) -> loop.add(change.key().name(), revision.value()),
                        this::lookAtAll,
                        this::end)
                .start("apiservice_controller-watch", start);
    }

    private void lookAtAll() {
        apiServices.all().forEach(each -> loop.add(ApiServices.name(each)));
    }

    private void end() {
        loop.close();
        documents.close();
        servers.close();
    }

    /** A change that this server has just stored: of what an APIService depends on. */
    public void changed(Change change) {
        String collection = change.key().collection();
        if (!collection.equals("services") && !collection.equals("discovery.k8s.io/endpointslices")) {
            return;
        }
        String namespace = change.key().name().substring(0, change.key().name().indexOf('/'));
        for (ObjectValue apiService : apiServices.all()) {
            ObjectValue service = apiService.object("spec").object("service");
            if (service.text("namespace", "").equals(namespace)) {
                loop.add(ApiServices.name(apiService));
            }
        }
    }

    /** The kinds that are served have changed: groups may have come or gone. */
    public void kindsChanged(String group, List<String> versions) {
        versions.forEach(version -> loop.add(version + "." + group));
    }

    /** What other servers answer for, as far as they told it. */
    public List<RemoteVersion> remote() {
        return apiServices.remote();
    }

    @Override
    public List<Document> openApi() {
        return openApi.documents();
    }

    @Override
    public Map<String, ObjectValue> openApiAddresses() {
        return openApi.addresses();
    }

    /** The other server that answers for a resource, as a client in the name of {@code user}; empty if it is this one. */
    public Optional<ApiClient> client(ResourceType<?> type, User user) {
        return apiServices
                .find(type.version() + "." + type.group())
                .filter(ApiServices::isRemote)
                .map(apiService -> client(apiService, user));
    }

    private ApiClient client(ObjectValue apiService, User user) {
        if (!Conditions.isTrue(apiService, Availability.AVAILABLE)) {
            throw new ApiException(Reason.SERVICE_UNAVAILABLE, "service unavailable");
        }
        ObjectValue spec = apiService.object("spec");
        try {
            return new HttpApiClient(
                    ClusterAccess.of(servers.address(spec, "", ""), ClientTls.SYSTEM),
                    "kube-aggregator",
                    servers.client(spec), // shared; whoever gets this client does not close it
                    clock,
                    request -> RemoteServers.as(user, request));
        } catch (IOException e) {
            throw new ApiException(Reason.SERVICE_UNAVAILABLE, "error trying to reach service: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<Response> answer(Request request, User user) throws InterruptedException {
        String path = request.path().startsWith("/openapi/v3/apis/")
                ? request.path().substring("/openapi/v3".length())
                : request.path();
        String[] parts = path.split("/", 5); // "", apis, group, version, rest
        if (parts.length < 4 || !parts[1].equals("apis") || parts[3].isEmpty()) {
            return Optional.empty();
        }
        Optional<ObjectValue> apiService =
                apiServices.find(parts[3] + "." + parts[2]).filter(ApiServices::isRemote);
        return apiService.isEmpty() ? Optional.empty() : Optional.of(forwarded(apiService.get(), request, user));
    }

    private Response forwarded(ObjectValue apiService, Request request, User user) throws InterruptedException {
        if (!Conditions.isTrue(apiService, Availability.AVAILABLE)) {
            return unavailable("service unavailable");
        }
        ObjectValue spec = apiService.object("spec");
        try {
            ClientRequest asked = RemoteServers.as(
                    user,
                    ClientRequest.of(request.method(), servers.address(spec, request.path(), query(request.query())))
                            .withHeaders(sent(request)));
            asked = AuditTrail.ID.isBound()
                    ? asked.withHeaders(
                            asked.headers().with("Audit-Id", AuditTrail.ID.get())) // one id for both records
                    : asked;
            return request.upgrade().isPresent()
                    ? upgraded(spec, asked)
                    : plain(Steps.sent(
                            Steps.current().orElse(Steps.NONE), withBody(asked, request), servers.client(spec)::send));
        } catch (IOException e) {
            return unavailable("error trying to reach service: " + e.getMessage());
        }
    }

    private static Response unavailable(String why) {
        return Response.text(503, why + "\n");
    }

    private static ClientRequest withBody(ClientRequest asked, Request request) {
        return request.body().length == 0
                ? asked
                : asked.withBody(request.header("Content-Type").orElse("application/json"), request.body());
    }

    private static Headers sent(Request request) {
        boolean upgrade = request.upgrade().isPresent();
        return Headers.of(request.headers().fields().stream()
                .filter(field -> upgrade || !isHopByHop(field.name()))
                .toList());
    }

    private static boolean isHopByHop(String header) {
        return HOP_BY_HOP.contains(header.toLowerCase(Locale.ROOT));
    }

    private static String query(Map<String, List<String>> parameters) {
        StringBuilder text = new StringBuilder();
        parameters.forEach((name, values) -> values.forEach(value -> text.append(text.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))));
        return text.toString();
    }

    private static Response plain(ClientResponse answer) {
        Headers headers = Headers.of(answer.headers().fields().stream()
                .filter(field -> !isHopByHop(field.name()))
                .toList());
        return new Response(answer.status(), headers, new Response.Stream(sink -> {
            try (answer) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = answer.body().read(buffer);
                        read >= 0;
                        read = answer.body().read(buffer)) {
                    sink.send(Arrays.copyOf(buffer, read));
                }
            }
        }));
    }

    private Response upgraded(ObjectValue spec, ClientRequest asked) throws IOException, InterruptedException {
        ClientResponse answer = servers.client(spec).upgrade(asked);
        if (answer.output().isEmpty()) {
            return plain(answer);
        }
        return new Response(
                101, answer.headers(), new Response.Upgraded((in, out) -> ByteRelay.serve(answer, in, out)));
    }
}
