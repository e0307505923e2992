package dev.jukung.controllers.bootstrap;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Secret;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The bootstrap-signer-controller: puts a signature by each bootstrap token beside the kubeconfig in the ConfigMap
 * {@code kube-public/cluster-info}, so that whoever joins with a token believes what stands there.
 */
public final class BootstrapSigner implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "bootstrap-signer-controller";
    private static final ObjectKey CLUSTER_INFO = ObjectKey.of("kube-public", "cluster-info");
    private static final String SIGNATURE = "jws-kubeconfig-";

    private final ApiClient client;
    private final Clock clock;
    private final Lister<Secret> secrets;
    private final Lister<ConfigMap> maps;
    private final ControllerLoop<ObjectKey> loop;

    public BootstrapSigner(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        clock = surroundings.clock();
        Informer<Secret> secretInformer = informers.of(Resources.SECRETS, BootstrapTokens.SCOPE);
        Informer<ConfigMap> mapInformer = informers.of(
                Resources.CONFIGMAPS,
                new Informer.Scope(CLUSTER_INFO.namespace(), "", "metadata.name=" + CLUSTER_INFO.name()));
        secrets = secretInformer.lister();
        maps = mapInformer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        secretInformer.handle(change -> loop.add(CLUSTER_INFO, change.trigger()));
        mapInformer.handle(change -> loop.add(CLUSTER_INFO, change.trigger()));
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<ConfigMap> info = maps.find(key);
        if (info.isEmpty() || !info.get().data().containsKey("kubeconfig")) {
            return Outcome.SETTLED;
        }
        Map<String, String> signed = new TreeMap<>(info.get().data());
        signed.keySet().removeIf(name -> name.startsWith(SIGNATURE));
        String content = signed.getOrDefault("kubeconfig", "");
        for (Secret secret : secrets.all()) {
            if (BootstrapTokens.mayVouch(secret, clock.now())) {
                String id = BootstrapTokens.text(secret, "token-id");
                signed.put(SIGNATURE + id, signature(content, id, BootstrapTokens.text(secret, "token-secret")));
            }
        }
        if (!signed.equals(info.get().data())) {
            write(info.get().withData(signed));
        }
        return Outcome.SETTLED;
    }

    private void write(ConfigMap signed) throws InterruptedException {
        try {
            Cause.deciding(
                    "sign cluster-info by the bootstrap tokens", () -> client.update(Resources.CONFIGMAPS, signed));
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND)) {
                throw e;
            }
        }
    }

    /** A JSON web signature without its content (RFC 7515, appendix F), by HS256. */
    static String signature(String content, String id, String secret) {
        String header = encoded(Json.bytes(ObjectValue.of("alg", "HS256", "kid", id)));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String whole = header + "." + encoded(content.getBytes(StandardCharsets.UTF_8));
            return header + ".." + encoded(mac.doFinal(whole.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(1);
    }

    @Override
    public void close() {
        loop.close();
    }
}
