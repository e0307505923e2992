package dev.jukung.apiserver;

import dev.jukung.apiserver.admission.AdmissionChain;
import dev.jukung.apiserver.admission.policy.AdmissionPolicies;
import dev.jukung.apiserver.audit.Audit;
import dev.jukung.apiserver.audit.AuditMetrics;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.authentication.Authentication;
import dev.jukung.apiserver.authentication.SecretTokens;
import dev.jukung.apiserver.authentication.ServiceAccountConfig;
import dev.jukung.apiserver.authentication.ServiceAccountTokens;
import dev.jukung.apiserver.authentication.TokenIssuer;
import dev.jukung.apiserver.authorization.Authorization;
import dev.jukung.apiserver.authorization.AuthorizationConfig;
import dev.jukung.apiserver.authorization.ConditionMetrics;
import dev.jukung.apiserver.authorization.CurrentAuthorization;
import dev.jukung.apiserver.authorization.NodeAuthorizer;
import dev.jukung.apiserver.authorization.PolicyFeed;
import dev.jukung.apiserver.authorization.RoleBasedAuthorizer;
import dev.jukung.apiserver.authorization.RoleEscalation;
import dev.jukung.apiserver.authorization.RolePolicy;
import dev.jukung.apiserver.client.AuditedClient;
import dev.jukung.apiserver.client.LocalClient;
import dev.jukung.apiserver.client.RoutedClient;
import dev.jukung.apiserver.discovery.Discovery;
import dev.jukung.apiserver.explain.Explainers;
import dev.jukung.apiserver.explain.Narrator;
import dev.jukung.apiserver.extension.Aggregation;
import dev.jukung.apiserver.extension.CustomKinds;
import dev.jukung.apiserver.extension.CustomResources;
import dev.jukung.apiserver.extension.ServiceSlices;
import dev.jukung.apiserver.flowcontrol.FlowController;
import dev.jukung.apiserver.flowcontrol.FlowMetrics;
import dev.jukung.apiserver.kinds.BuiltInKinds;
import dev.jukung.apiserver.kinds.StorageDirectories;
import dev.jukung.apiserver.registry.FieldOwnership;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.apiserver.registry.Writer;
import dev.jukung.apiserver.rest.CborAnswers;
import dev.jukung.apiserver.rest.ComponentStatuses;
import dev.jukung.apiserver.rest.Connector;
import dev.jukung.apiserver.rest.Endpoints;
import dev.jukung.apiserver.rest.Health;
import dev.jukung.apiserver.rest.OpenWatches;
import dev.jukung.apiserver.rest.Reviews;
import dev.jukung.apiserver.rest.StatusPages;
import dev.jukung.apiserver.tracing.Tracing;
import dev.jukung.apiserver.webhook.EndpointServices;
import dev.jukung.apiserver.webhook.OwnService;
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
import dev.jukung.store.Change;
import dev.jukung.store.RevisionStore;
import dev.jukung.value.ObjectValue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
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
public final class ApiServer implements AutoCloseable {
    /** A quarter of what a request may take, as in Kubernetes. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    private final Kinds kinds;
    private final Verbs verbs;
    private final CurrentAuthorization authorizer;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AdmissionPolicies policies;
    private final TokenIssuer issuer;
    private final Reviews reviews;
    private final Health health;
    private final CustomResources customResources;
    private final Aggregation aggregation;
    private final Discovery discovery;
    private final WebhookClient webhooks;
    private final Explainers explainers = new Explainers();
    private final Handler handler;
    private final HealthChecks checks = new HealthChecks();
    private final OpenWatches watches = new OpenWatches();
    private final ComponentStatuses components = new ComponentStatuses();
    private final Clock clock;
    private final Randomness random;
    private final Duration shutdownDelay;
    private final PolicyFeed feed;
    private final Audit audit;
    private final FlowController flow;
    private final Faults faults;
    private final OwnObjects own;
    private final Tracing tracing;

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
        clock = around.clock();
        random = around.random();
        faults = around.faults();
        tracing = Tracing.of(config.operation().tracing(), clock, random);
        shutdownDelay = config.operation().shutdownDelay();
        ServiceAccountConfig accounts = config.serviceAccounts();
        issuer = new TokenIssuer(accounts, around.clock());
        ObjectValue document = BuiltIn.DOCUMENT;
        Schemas schemas = BuiltIn.SCHEMAS;
        TokenRequests tokens = new TokenRequests(issuer, accounts, around.random());
        kinds = new Kinds(BuiltInKinds.all(schemas, document, config.network(), tokens, config.allowPrivileged()));

        flow = new FlowController(
                config.maxInFlight(),
                () -> new FlowController.Objects(
                        trees(around.store(), "flowcontrol.apiserver.k8s.io/flowschemas"),
                        trees(around.store(), "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations")),
                LONGEST_WAIT,
                around.clock(),
                new FlowMetrics(registry));
        FieldOwnership ownership = new FieldOwnership(kinds, around.clock());
        webhooks = new WebhookClient(services(config), around.clock(), around.faults());
        CustomKinds customKinds = new CustomKinds(
                kinds, schemas, CustomResources.converters(webhooks, around.random()), ownership::forget);
        RoleBasedAuthorizer roles = new RoleBasedAuthorizer(() -> policy(around.store()));
        feed = new PolicyFeed(around.store(), roles);
        NodeAuthorizer nodeAuthorizer = new NodeAuthorizer(feed, BootstrapPolicy.clusterRole("system:node"));
        ConditionMetrics conditions = new ConditionMetrics(registry);
        authorizer = new CurrentAuthorization(
                config.authorization(),
                each -> Authorization.of(each, nodeAuthorizer, roles, webhooks, conditions, clock));
        policies = AdmissionPolicies.on(around.store(), authorizer, registry);
        Writer writer = new Writer(
                around.store(),
                kinds,
                new RoleEscalation(
                        AdmissionChain.of(
                                config.admission(),
                                new AdmissionChain.Parts(
                                        policies, webhooks, authorizer, this::writer, around.clock(), registry)),
                        authorizer,
                        roles),
                ownership,
                around.clock(),
                around.random());
        Reader reader = new Reader(around.store(), kinds, around.clock());
        verbs = new Verbs(reader, writer);
        dev.jukung.runtime.Surroundings loops =
                new dev.jukung.runtime.Surroundings(around.clock(), around.random(), around.faults(), LoopMetrics.NONE);
        aggregation = new Aggregation(around.store(), verbs, kinds, services(config), config.proxyIdentity(), loops);
        customResources = new CustomResources(
                around.store(), verbs, kinds, customKinds, aggregation::kindsChanged, webhooks, loops);
        own = new OwnObjects(config, around, verbs, kinds, flow);
        around.store().observe(this::committed);
        feed.start();
        SecretTokens secretTokens =
                new SecretTokens(this::lookUp, around.clock(), new SecretTokenUse(verbs, kinds)::label);
        ServiceAccountTokens tokensOfAccounts =
                new ServiceAccountTokens(issuer, accounts.audiences(), this::lookUp, around.clock(), secretTokens);
        Authentication authentication = Authentication.of(
                config.authentication(), accounts.audiences(), tokensOfAccounts, this::lookUp, around.clock());
        reviews = new Reviews(
                authentication.tokens(), authorizer, authorizer, accounts.audiences(), ownership, around.clock());
        health = new Health();
        String address = config.advertiseAddress() + ":" + config.securePort();
        audit = Audit.start(
                config.operation().audit(),
                around.clock(),
                around.random(),
                around.faults(),
                new AuditMetrics(registry));
        discovery = new Discovery(kinds, aggregation::remote, address);
        Handler whole = new Endpoints(
                        kinds,
                        verbs,
                        authentication.requests(),
                        authorizer,
                        reviews,
                        around.connector().apply(this::kinds),
                        new Narrator(around.store(), kinds, explainers, around.clock()),
                        aggregation,
                        around.store(),
                        around.clock(),
                        around.random(),
                        around.faults(),
                        registry,
                        audit,
                        flow,
                        watches,
                        components,
                        tracing)
                .handler(
                        discovery,
                        health,
                        issuer,
                        schemas,
                        new StatusPages(config.operation().flags(), around.clock()));
        handler = config.features().contains(CborAnswers.GATE) ? CborAnswers.around(whole) : whole;
    }

    private void committed(Change change) {
        try {
            refresh(change);
        } catch (RuntimeException bug) {
            faults.report("reading again what has changed in " + change.key(), bug);
        }
    }

    /** What is kept in memory of stored objects is read again when they change. */
    private void refresh(Change change) {
        policies.committed(change);
        feed.changed(change.key());
        customResources.changed(change);
        aggregation.changed(change);
        own.changed(change);
    }

    private ServiceResolver services(ApiServerConfig config) {
        Function<ObjectKey, Optional<ObjectValue>> stored = key -> lookUp("services", key);
        return new OwnService(
                config.advertiseAddress() + ":" + config.securePort(),
                config.aggregatorRouting()
                        ? new EndpointServices(stored, this::slices, random)
                        : new StoredServices(stored));
    }

    /** Reads what all servers of a process share. To be run beside other work; otherwise the first start pays for it. */
    public static void preload() {
        Objects.requireNonNull(BuiltIn.SCHEMAS, "schemas");
        Bootstrap.preload();
    }

    /** Starts on a store, empty or not, and returns when everything that every cluster has is there. */
    public static ApiServer start(ApiServerConfig config, Surroundings around) throws InterruptedException {
        ApiServer server = new ApiServer(config, around);
        server.checks.register(server.health, server.components, around);
        server.customResources.start();
        server.aggregation.start();
        server.own.begin(server.checks);
        server.checks.started();
        return server;
    }

    /** Where the built-in kinds lie in an etcd that other programs read too, by collection. */
    public static Map<String, String> storageDirectories(ApiServerConfig config) {
        return StorageDirectories.of(
                BuiltInKinds.all(BuiltIn.SCHEMAS, BuiltIn.DOCUMENT, config.network(), (_, _, _) -> ObjectValue.EMPTY));
    }

    private static RolePolicy.Stored policy(RevisionStore store) {
        return new RolePolicy.Stored(
                trees(store, "rbac.authorization.k8s.io/roles"),
                trees(store, "rbac.authorization.k8s.io/rolebindings"),
                trees(store, "rbac.authorization.k8s.io/clusterroles"),
                trees(store, "rbac.authorization.k8s.io/clusterrolebindings"));
    }

    private static List<ObjectValue> trees(RevisionStore store, String collection) {
        return store.latest().list(dev.jukung.store.KeyRange.all(collection)).stream()
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
        return stored(types.get(resource) instanceof ResourceType<?> type ? type : Resources.SERVICEACCOUNTS, key);
    }

    private List<ObjectValue> slices(ObjectKey service) {
        return new ServiceSlices(verbs.reader(), kinds.get(Resources.ENDPOINTSLICES)).of(service);
    }

    private Writer writer() {
        return verbs.writer();
    }

    private Optional<ObjectValue> stored(ResourceType<?> type, ObjectKey key) {
        return verbs.reader().find(kinds.get(type), key).map(StoredObject::tree);
    }

    /** Serves HTTP requests; hand it to an {@code HttpServer}. */
    public Handler handler() {
        return handler;
    }

    /** The API for a component in this process that acts as {@code user}. */
    public ApiClient client(User user) {
        ApiClient client = new RoutedClient(
                user,
                new LocalClient(user, verbs, kinds, authorizer, reviews, discovery),
                authorizer,
                type -> kinds.find(type).isPresent() ? Optional.empty() : aggregation.client(type, user));
        return audit.enabled() ? new AuditedClient(client, user, audit, random) : client;
    }

    public Kinds kinds() {
        return kinds;
    }

    /** What it tells of itself at {@code /metrics}, for whoever serves it to add to. */
    public PrometheusRegistry metrics() {
        return registry;
    }

    /**
     * Decides by other authorizers from the next request on.
     *
     * @throws IllegalArgumentException when there are some that it was not started with
     */
    public void authorize(AuthorizationConfig changed) {
        authorizer.replace(changed);
    }

    /** Signs tokens of ServiceAccounts. */
    public TokenIssuer tokens() {
        return issuer;
    }

    /** How {@code componentstatuses} asks the components; who runs one in this process says how it is. */
    public ComponentStatuses components() {
        return components;
    }

    /** Where components add what they know about objects, for {@code /debug/why}. */
    public Explainers explainers() {
        return explainers;
    }

    /**
     * The first step of an orderly end, while requests are still served: the server is not ready any more, waits so that those
     * who send requests notice, and then ends all watches. Returns when the HTTP server may be closed.
     */
    public void endService() {
        checks.stopping();
        try {
            clock.sleep(shutdownDelay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // somebody is in a hurry
        }
        watches.endAll();
    }

    /**
     * Writes what is still to be written of requests that were served, and ends the server's own connections; requests still
     * under way that need them fail. Its surroundings stay open.
     */
    @Override
    public void close() {
        own.close();
        flow.close();
        webhooks.close();
        audit.close();
        tracing.close();
    }

    /** Where components add checks of their own to {@code /readyz} and the like. */
    public Health health() {
        return health;
    }
}
