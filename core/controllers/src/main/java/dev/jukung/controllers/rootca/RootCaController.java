package dev.jukung.controllers.rootca;

import dev.jukung.base.Cause;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Namespace;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.util.Map;
import java.util.Optional;

/**
 * The root-ca-certificate-publisher-controller: every namespace has the ConfigMap {@code kube-root-ca.crt} with the CA by
 * which pods know the API server.
 */
public final class RootCaController implements Controller, Reconciler<String> {
    private static final String NAME = "root-ca-certificate-publisher-controller";
    private static final String CONFIG_MAP = "kube-root-ca.crt";
    private static final String DESCRIPTION_KEY = "kubernetes.io/description";
    private static final String DESCRIPTION =
            "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as"
                    + " the internal service IP or kubernetes.default.svc. No other usage is guaranteed across"
                    + " distributions of Kubernetes clusters.";

    private final ApiClient client;
    private final Map<String, String> data;
    private final Lister<Namespace> namespaces;
    private final Lister<ConfigMap> configMaps;
    private final ControllerLoop<String> loop;

    /** @param rootCa certificates in PEM */
    public RootCaController(ApiClient client, Informers informers, Surroundings surroundings, String rootCa) {
        this.client = client;
        this.data = Map.of("ca.crt", rootCa);
        Informer<Namespace> namespaceInformer = informers.of(Resources.NAMESPACES);
        Informer<ConfigMap> configMapInformer =
                informers.of(Resources.CONFIGMAPS, Informer.Scope.fields("metadata.name=" + CONFIG_MAP));
        namespaces = namespaceInformer.lister();
        configMaps = configMapInformer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        namespaceInformer.handle(change -> loop.add(change.object().name(), change.trigger()));
        configMapInformer.handle(change -> loop.add(change.object().namespace(), change.trigger()));
    }

    @Override
    public Outcome reconcile(String name) throws InterruptedException {
        Optional<Namespace> namespace = namespaces.find(ObjectKey.of(name));
        if (namespace.isEmpty() || namespace.get().deleting()) {
            return Outcome.SETTLED;
        }
        Optional<ConfigMap> found = configMaps.find(ObjectKey.of(name, CONFIG_MAP));
        if (found.isEmpty()) {
            Cause.deciding(
                    "publish the root certificates in namespace " + name,
                    () -> client.create(Resources.CONFIGMAPS, described(ConfigMap.named(name, CONFIG_MAP))));
        } else if (!isRight(found.get())) {
            client.update(Resources.CONFIGMAPS, described(found.get()));
        }
        return Outcome.SETTLED;
    }

    private boolean isRight(ConfigMap map) {
        return map.data().equals(data)
                && DESCRIPTION.equals(map.metadata().annotations().get(DESCRIPTION_KEY));
    }

    private ConfigMap described(ConfigMap map) {
        return new ConfigMap(map.tree().withAt(DESCRIPTION, "metadata", "annotations", DESCRIPTION_KEY)).withData(data);
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
