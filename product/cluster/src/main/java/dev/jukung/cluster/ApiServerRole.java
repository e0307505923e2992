package dev.jukung.cluster;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.ApiServerConfig;
import dev.jukung.apiserver.auth.TokenAuthenticator;
import dev.jukung.apiserver.authentication.AuthenticationConfig;
import dev.jukung.apiserver.authentication.AuthenticationFile;
import dev.jukung.apiserver.authentication.FrontProxy;
import dev.jukung.apiserver.authentication.WebhookTokens;
import dev.jukung.apiserver.authorization.AuthorizationFile;
import dev.jukung.apiserver.configuration.ReloadMetrics;
import dev.jukung.apiserver.encryption.EncryptionAtRest;
import dev.jukung.apiserver.webhook.Kubeconfig;
import dev.jukung.apiserver.webhook.ServiceResolver;
import dev.jukung.apiserver.webhook.WebhookClient;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpServer;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.runtime.Surroundings;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import dev.jukung.store.StoreCorruptedException;
import dev.jukung.store.StoreLockedException;
import dev.jukung.store.StoreUnavailableException;
import dev.jukung.store.ValueTransformer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An API server in a process of its own, as kube-apiserver is. Thread-safe. */
public final class ApiServerRole implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServerRole.class);

    private final ApiServerSettings settings;
    private final Surroundings around;
    private final Closing parts = new Closing();
    private final Optional<TrustFile> clients;
    private final Optional<TrustFile> proxies;
    private final Issuers issuers;
    private final ServedApi served;

    private ApiServerRole(ApiServerSettings settings, Surroundings around)
            throws IOException, GeneralSecurityException, InterruptedException {
        this.settings = settings;
        this.around = around;
        issuers = parts.add(new Issuers(
                new AuthenticationFile.Contents(
                        settings.access().issuers(), settings.access().configuredAnonymous()),
                around));
        clients = settings.access().clientAuthorities().map(TrustFile::new);
        proxies = settings.access().requestHeader().map(header -> new TrustFile(header.authorities()));
        boolean complete = false;
        try {
            served = serve();
            complete = true;
        } finally {
            if (!complete) {
                parts.close();
            }
        }
    }

    /** Returns when the API is served. */
    public static ApiServerRole start(ApiServerSettings settings, Surroundings around)
            throws IOException, GeneralSecurityException, InterruptedException, StartFailure {
        try {
            return new ApiServerRole(settings, around);
        } catch (StoreLockedException | StoreCorruptedException | StoreUnavailableException e) {
            throw StartChecks.explained(settings, e);
        }
    }

    private ServedApi serve() throws IOException, GeneralSecurityException, InterruptedException {
        List<TrustFile> authorities = new ArrayList<>();
        clients.ifPresent(authorities::add);
        proxies.ifPresent(authorities::add);
        ApiServerConfig base = settings.api();
        ComponentTls tls =
                parts.add(new ComponentTls(settings.serving(), "apiserver", hosts(base), authorities, around.clock()));
        WebhookClient webhooks = parts.add(new WebhookClient(noServices(), around.clock(), around.faults()));
        ApiServerConfig api = base.withAuthentication(authentication(base, webhooks))
                .withProxyIdentity(proxyIdentity())
                .withOperation(base.operation().of(ServerIdentity.name()));
        Optional<EncryptionAtRest> encryption = encryption();
        RevisionStore store = parts.add(store(api, encryption));
        NodeConnections nodes = parts.add(new NodeConnections(toKubelets(), around));
        ServedApi started = parts.add(new ServedApi(
                api,
                store,
                nodes.connector(store, settings.kubelets().addressTypes()),
                new ServedApi.Door(settings.serving().address(), tls.tls(), limits()),
                around));
        encryption
                .filter(each -> each.usesServices() || settings.storage().followEncryption())
                .ifPresent(each -> started.server().health().add("kms-providers", each::problem));
        encryption.ifPresent(each -> each.show(started.server().metrics()));
        issuers.show(started.server().metrics());
        follow(started, base);
        LOG.info("Serving securely on {}", started.address());
        return started;
    }

    private void follow(ServedApi started, ApiServerConfig base) throws IOException, GeneralSecurityException {
        ApiServerSettings.Followed followed = settings.followed();
        PrometheusRegistry registry = started.server().metrics();
        if (followed.authentication().isPresent()) {
            ReloadMetrics metrics = ReloadMetrics.authentication(registry, ServerIdentity.name());
            FollowedFile.Contents taken = yaml -> issuers.replace(
                    AuthenticationFile.read(yaml, base.serviceAccounts().issuers()));
            follow(followed.authentication().get(), taken, metrics);
        }
        if (followed.authorization().isPresent()) {
            ReloadMetrics metrics = ReloadMetrics.authorization(registry, ServerIdentity.name());
            FollowedFile.Contents taken =
                    yaml -> started.server().authorize(AuthorizationFile.read(yaml, followed.abac()));
            follow(followed.authorization().get(), taken, metrics);
        }
    }

    private void follow(ApiServerSettings.Text text, FollowedFile.Contents taken, ReloadMetrics metrics)
            throws IOException, GeneralSecurityException {
        byte[] initial = text.contents().getBytes(StandardCharsets.UTF_8);
        parts.add(FollowedFile.follow(text.file(), initial, taken, metrics, around.clock()));
    }

    private HttpServer.Limits limits() {
        HttpServer.Limits usual = HttpServer.Limits.DEFAULT;
        return new HttpServer.Limits(
                usual.bodyBytes(), usual.headBytes(), settings.serving().streams(), usual.connections());
    }

    private static List<String> hosts(ApiServerConfig api) {
        return List.of(
                api.advertiseAddress(),
                api.network().apiServerAddress(),
                "kubernetes.default.svc",
                "kubernetes.default",
                "kubernetes",
                "localhost",
                "127.0.0.1");
    }

    /** Kubeconfigs of webhooks name URLs, not Services. */
    private static ServiceResolver noServices() {
        return (namespace, name, port) -> {
            throw new IOException("a kubeconfig names no Service: " + namespace + "/" + name + ":" + port);
        };
    }

    private AuthenticationConfig authentication(ApiServerConfig base, WebhookClient webhooks) throws IOException {
        ApiServerSettings.Access access = settings.access();
        List<TokenAuthenticator> others = new ArrayList<>();
        others.add(issuers);
        if (access.tokenWebhook().isPresent()) {
            ApiServerSettings.TokenWebhook webhook = access.tokenWebhook().get();
            others.add(new WebhookTokens(
                    new WebhookTokens.Settings(
                            Kubeconfig.read(webhook.kubeconfig()), webhook.version(), webhook.remembered()),
                    webhooks,
                    base.serviceAccounts().audiences(),
                    around.clock()));
        }
        Optional<FrontProxy.Settings> frontProxy = access.requestHeader()
                .flatMap(header -> proxies.map(file -> new FrontProxy.Settings(
                        file,
                        header.allowedNames(),
                        header.usernameHeaders(),
                        header.uidHeaders(),
                        header.groupHeaders(),
                        header.extraHeaderPrefixes())));
        Supplier<TrustBundle> believed = () -> clients.map(TrustFile::get).orElse(TrustBundle.NONE);
        return new AuthenticationConfig(
                () -> Optional.of(believed.get()),
                frontProxy,
                access.staticTokens(),
                access.bootstrapTokens(),
                others,
                access.anonymous());
    }

    private Supplier<Optional<TlsIdentity>> proxyIdentity() throws IOException, GeneralSecurityException {
        return settings.proxyClient().isPresent()
                ? identity(settings.proxyClient().get())
                : Optional::empty;
    }

    /** A client certificate that is read again when its files change. */
    private Supplier<Optional<TlsIdentity>> identity(Serving.Pair pair) throws IOException, GeneralSecurityException {
        AtomicReference<Optional<TlsIdentity>> current = new AtomicReference<>(Optional.empty());
        parts.add(FileWatch.start(
                List.of(pair.certificate(), pair.key()),
                around.clock(),
                () -> current.set(Optional.of(TlsIdentity.read(pair.certificate(), pair.key())))));
        return current::get;
    }

    private ClientTls toKubelets() throws IOException, GeneralSecurityException {
        ApiServerSettings.Kubelets kubelets = settings.kubelets();
        ClientTls tls = kubelets.authority().isPresent()
                ? ClientTls.trusting(TrustBundle.read(kubelets.authority().get()))
                : ClientTls.trustingAnyone();
        return kubelets.client().isPresent()
                ? tls.withIdentity(identity(kubelets.client().get()))
                : tls;
    }

    private RevisionStore store(ApiServerConfig api, Optional<EncryptionAtRest> encryption)
            throws IOException, GeneralSecurityException, InterruptedException {
        ApiServerSettings.Storage storage = settings.storage();
        ValueTransformer values = encryption.<ValueTransformer>map(each -> each).orElse(ValueTransformer.NONE);
        if (storage.etcd().isPresent()) {
            return RevisionStores.etcd(
                    storage.etcd()
                            .get()
                            .options(ApiServer.storageDirectories(api))
                            .withCompactionInterval(storage.compaction()),
                    values,
                    around.clock(),
                    around.randomness(),
                    around.faults());
        }
        LOG.info("no --etcd-servers: objects are kept in {}", storage.folder());
        return RevisionStores.open(storage.folder(), values, around.clock(), around.faults());
    }

    private Optional<EncryptionAtRest> encryption() throws IOException, GeneralSecurityException {
        ApiServerSettings.Storage storage = settings.storage();
        if (storage.encryption().isEmpty()) {
            return Optional.empty();
        }
        Path file = storage.encryption().get();
        EncryptionAtRest encryption =
                parts.add(EncryptionAtRest.read(file, ServerIdentity.name(), around.clock(), around.randomness()));
        if (storage.followEncryption()) {
            parts.add(FileWatch.start(List.of(file), around.clock(), encryption::reload));
        }
        return Optional.of(encryption);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return served.address();
    }

    @Override
    public void close() {
        parts.close();
    }
}
