package dev.jukung.apiserver;

import dev.jukung.apiserver.admission.AdmissionChain;
import dev.jukung.apiserver.auth.Authenticator;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.CertificateAuthenticator;
import dev.jukung.apiserver.auth.RoleBasedAuthorizer;
import dev.jukung.apiserver.auth.ServiceAccountAuthenticator;
import dev.jukung.apiserver.auth.TokenIssuer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.client.LocalClient;
import dev.jukung.apiserver.discovery.Discovery;
import dev.jukung.apiserver.explain.Explainers;
import dev.jukung.apiserver.explain.Narrator;
import dev.jukung.apiserver.extension.Aggregation;
import dev.jukung.apiserver.extension.CustomKinds;
import dev.jukung.apiserver.extension.CustomResources;
import dev.jukung.apiserver.kinds.BuiltInKinds;
import dev.jukung.apiserver.registry.FieldOwnership;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.apiserver.registry.Writer;
import dev.jukung.apiserver.rest.Connector;
import dev.jukung.apiserver.rest.Endpoints;
import dev.jukung.apiserver.rest.Health;
import dev.jukung.apiserver.rest.Reviews;
import dev.jukung.apiserver.webhook.ServiceResolver;
import dev.jukung.apiserver.webhook.StoredServices;
import dev.jukung.apiserver.webhook.WebhookClient;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import dev.jukung.http.Handler;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.schema.Schemas;
import dev.jukung.store.RevisionStore;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The API server without a socket: a handler for HTTP requests, and clients for components in the same process. Both take
 * the same way: user, authorization, admission, validation, store. The file to read first in this module. Thread-safe.
 */
public final class ApiServer {
    private final Kinds kinds;
    private final Verbs verbs;
    private final Authorizer authorizer;
    private final TokenIssuer issuer;
    private final Reviews reviews;
    private final Health health;
    private final CustomResources customResources;
    private final Aggregation aggregation;
    private final WebhookClient webhooks;
    private final Explainers explainers = new Explainers();
    private final Handler handler;

    /** What the server stands on; none of it is closed by the server. */
    public record Surroundings(
            RevisionStore store,
            Function<Supplier<Kinds>, Connector> connector,
            Clock clock,
            Randomness random,
            Faults faults) {}

    /** The same for all servers of a process, and half of what a start costs: read once. */
    private static final class BuiltIn {
        static final ObjectValue DOCUMENT = dev.jukung.model.Schemas.document();
        static final Schemas SCHEMAS = Schemas.of(DOCUMENT);
    }

    private ApiServer(ApiServerConfig config, Surroundings around) {
        issuer = new TokenIssuer(config.issuer(), config.tokenKeys(), around.clock());
        ObjectValue document = BuiltIn.DOCUMENT;
        Schemas schemas = BuiltIn.SCHEMAS;
        TokenRequests tokens = new TokenRequests(issuer, config.audiences(), config.longestToken(), around.random());
        kinds = new Kinds(BuiltInKinds.all(schemas, document, config.network(), tokens));

        FieldOwnership ownership = new FieldOwnership(kinds, around.clock());
        webhooks = new WebhookClient(services(config), around.clock(), around.faults());
        CustomKinds customKinds = new CustomKinds(
                kinds, schemas, CustomResources.converters(webhooks, around.random()), ownership::forget);
        RoleBasedAuthorizer roles = new RoleBasedAuthorizer(() -> policy(around.store()));
        Writer writer = new Writer(
                around.store(),
                kinds,
                AdmissionChain.standard(),
                ownership,
                around.clock(),
                around.random(),
                change -> {
                    if (change.key().collection().startsWith("rbac.authorization.k8s.io/")) {
                        roles.changed();
                    }
                    customResources().changed(change);
                    aggregation().changed(change);
                });
        Reader reader = new Reader(around.store(), kinds, around.clock());
        verbs = new Verbs(reader, writer);
        dev.jukung.runtime.Surroundings loops =
                new dev.jukung.runtime.Surroundings(around.clock(), around.random(), around.faults(), LoopMetrics.NONE);
        aggregation = new Aggregation(around.store(), verbs, kinds, services(config), config.proxyIdentity(), loops);
        customResources = new CustomResources(
                around.store(), verbs, kinds, customKinds, aggregation::kindsChanged, webhooks, loops);
        authorizer = Authorizer.union(List.of(Authorizer.masters(), roles));
        ServiceAccountAuthenticator accounts =
                new ServiceAccountAuthenticator(issuer, config.audiences(), this::lookUp);
        Authenticator authenticator = Authenticator.union(List.of(new CertificateAuthenticator(), accounts));
        reviews = new Reviews(accounts, authorizer, roles, config.audiences());
        health = new Health();
        handler = new Endpoints(
                        kinds,
                        verbs,
                        authenticator,
                        authorizer,
                        reviews,
                        around.connector().apply(this::kinds),
                        new Narrator(around.store(), kinds, explainers, around.clock()),
                        aggregation,
                        around.clock(),
                        around.random(),
                        around.faults())
                .handler(
                        new Discovery(
                                kinds, aggregation::remote, config.advertiseAddress() + ":" + config.securePort()),
                        health,
                        issuer,
                        schemas,
                        config.maxInFlight());
    }

    private CustomResources customResources() {
        return customResources; // for the writer, which is made before it and used after it
    }

    private Aggregation aggregation() {
        return aggregation;
    }

    private ServiceResolver services(ApiServerConfig config) {
        return new StoredServices(
                key -> lookUp("services", key), config.advertiseAddress() + ":" + config.securePort());
    }

    /** Reads what all servers of a process share. To be run beside other work; otherwise the first start pays for it. */
    public static void preload() {
        Objects.requireNonNull(BuiltIn.SCHEMAS, "schemas");
        Bootstrap.preload();
    }

    /** Starts on a store, empty or not, and returns when everything that every cluster has is there. */
    public static ApiServer start(ApiServerConfig config, Surroundings around) throws InterruptedException {
        ApiServer server = new ApiServer(config, around);
        HealthChecks.register(server.health, around.store());
        server.customResources.start();
        server.aggregation.start();
        new Bootstrap(server.verbs, server.kinds)
                .run(
                        config.network().apiServerAddress(),
                        config.network().range().toString(),
                        config.advertiseAddress(),
                        config.securePort());
        return server;
    }

    private static RoleBasedAuthorizer.Policy policy(RevisionStore store) {
        return new RoleBasedAuthorizer.Policy(
                trees(store, "roles"),
                trees(store, "rolebindings"),
                trees(store, "clusterroles"),
                trees(store, "clusterrolebindings"));
    }

    private static List<ObjectValue> trees(RevisionStore store, String plural) {
        return store.latest().list(dev.jukung.store.KeyRange.all("rbac.authorization.k8s.io/" + plural)).stream()
                .map(entry -> StoredObject.of(entry).tree())
                .toList();
    }

    private Optional<ObjectValue> lookUp(String resource, ObjectKey key) {
        Map<String, ResourceType<?>> types = Map.of(
                "serviceaccounts", Resources.SERVICEACCOUNTS,
                "services", Resources.SERVICES,
                "pods", Resources.PODS,
                "secrets", Resources.SECRETS,
                "nodes", Resources.NODES);
        Kind kind = kinds.get(types.get(resource) instanceof ResourceType<?> type ? type : Resources.SERVICEACCOUNTS);
        return verbs.reader().find(kind, key).map(StoredObject::tree);
    }

    /** Serves HTTP requests; hand it to an {@code HttpServer}. */
    public Handler handler() {
        return handler;
    }

    /** The API for a component in this process that acts as {@code user}. */
    public ApiClient client(User user) {
        return new LocalClient(user, verbs, kinds, authorizer, reviews);
    }

    public Kinds kinds() {
        return kinds;
    }

    /** Signs tokens of ServiceAccounts. */
    public TokenIssuer tokens() {
        return issuer;
    }

    /** Where components add what they know about objects, for {@code /debug/why}. */
    public Explainers explainers() {
        return explainers;
    }

    /** Where components add checks of their own to {@code /readyz} and the like. */
    public Health health() {
        return health;
    }
}
