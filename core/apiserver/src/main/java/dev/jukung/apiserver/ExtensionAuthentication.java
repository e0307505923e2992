package dev.jukung.apiserver;

import dev.jukung.apiserver.authentication.AuthenticationConfig;
import dev.jukung.apiserver.authentication.FrontProxy;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.http.pki.Pem;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.Change;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ConfigMap {@code extension-apiserver-authentication} in kube-system, from which the servers of aggregated APIs
 * learn whom this cluster trusts: the authority of its clients, and this server as the proxy in front of them. What others
 * have added, such as another server of the cluster with other authorities, stays. Thread-safe.
 */
final class ExtensionAuthentication {
    static final ObjectKey KEY = new ObjectKey("kube-system", "extension-apiserver-authentication");

    private static final String STORED = KEY.namespace() + "/" + KEY.name();
    private static final Logger LOG = LoggerFactory.getLogger(ExtensionAuthentication.class);
    /** So long an authority that has expired is still told, as in Kubernetes. */
    private static final Duration SLACK = Duration.ofMinutes(5);

    private static final String CLIENT_CA = "client-ca-file";
    private static final String PROXY_CA = "requestheader-client-ca-file";

    private final AuthenticationConfig config;
    private final Verbs verbs;
    private final Kinds kinds;
    private final Clock clock;
    private final Upkeep upkeep;

    ExtensionAuthentication(AuthenticationConfig config, Verbs verbs, Kinds kinds, Clock clock) {
        this.config = config;
        this.verbs = verbs;
        this.kinds = kinds;
        this.clock = clock;
        this.upkeep = new Upkeep("extension-apiserver-authentication", clock, this::keep);
    }

    /** To be called once, before requests are served. */
    void begin() throws InterruptedException {
        upkeep.begin();
    }

    void changed(Change change) {
        if (change.key().collection().equals("configmaps")
                && change.key().name().equals(STORED)) {
            upkeep.changed();
        }
    }

    private void keep() throws InterruptedException {
        Kind kind = kinds.get(Resources.CONFIGMAPS);
        Optional<ObjectValue> stored = verbs.reader().find(kind, KEY).map(StoredObject::tree);
        ObjectValue before = stored.map(object -> object.object("data")).orElse(ObjectValue.EMPTY);
        ObjectValue after;
        try {
            after = data(before, config, clock.now());
        } catch (ParseException | GeneralSecurityException e) {
            LOG.warn("ConfigMap {} is left as it is, it cannot be read: {}", KEY, e.getMessage());
            return;
        }
        if (after.equals(before)) {
            return;
        }
        Cause cause = new Cause(Bootstrap.SERVER.name(), "extension-apiserver-authentication", 0);
        ScopedValue.where(Cause.CURRENT, cause).call(() -> write(kind, stored, after));
    }

    private boolean write(Kind kind, Optional<ObjectValue> stored, ObjectValue data) throws InterruptedException {
        Call.WriteRules rules = new Call.WriteRules(false, "kube-apiserver", false, Call.FieldValidation.STRICT);
        try {
            if (stored.isPresent()) {
                verbs.update(
                        Call.of(Bootstrap.SERVER, kind, KEY).with(rules),
                        stored.get().with("data", data),
                        List.of());
            } else {
                ObjectValue metadata = ObjectValue.of("name", KEY.name(), "namespace", KEY.namespace());
                ObjectValue object =
                        ObjectValue.of("kind", "ConfigMap", "apiVersion", "v1", "metadata", metadata, "data", data);
                verbs.create(
                        new Call(Bootstrap.SERVER, kind, KEY.namespace(), "", "", rules, new ArrayList<>()),
                        object,
                        List.of());
            }
        } catch (ApiException e) {
            if (!e.is(Reason.ALREADY_EXISTS) && !e.is(Reason.CONFLICT) && !e.is(Reason.NOT_FOUND)) {
                throw e; // somebody else was faster, and their write leads to one more look
            }
        }
        return true;
    }

    /** What is told: what was there and what is configured, each once, without authorities that have expired. */
    static ObjectValue data(ObjectValue existing, AuthenticationConfig config, Instant now)
            throws GeneralSecurityException {
        Map<String, String> data = new TreeMap<>();
        String clients = authorities(
                existing.text(CLIENT_CA, ""), config.clientAuthorities().get(), now);
        if (!clients.isEmpty()) {
            data.put(CLIENT_CA, clients);
        }
        Optional<FrontProxy.Settings> proxy = config.frontProxy();
        String proxies = authorities(
                existing.text(PROXY_CA, ""),
                proxy.map(settings -> settings.authorities().get()),
                now);
        if (!proxies.isEmpty()) {
            data.put(PROXY_CA, proxies);
            put(data, existing, "requestheader-allowed-names", proxy.map(FrontProxy.Settings::allowedNames));
            put(
                    data,
                    existing,
                    "requestheader-extra-headers-prefix",
                    proxy.map(FrontProxy.Settings::extraHeaderPrefixes));
            put(data, existing, "requestheader-group-headers", proxy.map(FrontProxy.Settings::groupHeaders));
            put(data, existing, "requestheader-username-headers", proxy.map(FrontProxy.Settings::usernameHeaders));
            put(data, existing, "requestheader-uid-headers", proxy.map(FrontProxy.Settings::uidHeaders));
            data.remove("requestheader-uid-headers", "[]");
        }
        ObjectValue.Builder sorted = ObjectValue.builder();
        data.forEach(sorted::set);
        return sorted.build();
    }

    private static void put(
            Map<String, String> data, ObjectValue existing, String key, Optional<List<String>> configured)
            throws GeneralSecurityException {
        Set<String> all = new LinkedHashSet<>();
        String known = existing.text(key, "");
        if (!known.isEmpty()) {
            if (!(Json.parse(known) instanceof ListValue list)) {
                throw new GeneralSecurityException(key + " is no list");
            }
            all.addAll(list.texts());
        }
        configured.ifPresent(all::addAll);
        data.put(key, Json.write(ListValue.copyOf(List.copyOf(all))));
    }

    private static String authorities(String known, Optional<TrustBundle> configured, Instant now)
            throws GeneralSecurityException {
        Set<X509Certificate> all = new LinkedHashSet<>();
        if (!known.isEmpty()) {
            all.addAll(Pem.certificates(known));
        }
        configured.ifPresent(bundle -> all.addAll(bundle.certificates()));
        return Pem.of(all.stream()
                .filter(each -> each.getNotAfter().toInstant().isAfter(now.minus(SLACK)))
                .toList());
    }
}
