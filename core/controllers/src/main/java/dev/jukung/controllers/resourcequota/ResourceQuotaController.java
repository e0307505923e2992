package dev.jukung.controllers.resourcequota;

import dev.jukung.controllers.resources.KnownResources;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Quantity;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ResourceQuota;
import dev.jukung.model.quota.QuotaScopes;
import dev.jukung.model.quota.QuotaUsage;
import dev.jukung.model.quota.ResourceAmounts;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The resource quota controller: counts anew what each quota's namespace uses, when something may have become less and
 * from time to time. What becomes more, admission charges.
 */
public final class ResourceQuotaController implements Controller, Reconciler<ObjectKey>, KnownResources.Follower {
    private static final String NAME = "resourcequota-controller";
    /** Kubernetes' {@code --concurrent-resource-quota-syncs}. */
    private static final int WORKERS = 5;
    /** Kubernetes' {@code --resource-quota-sync-period}. */
    private static final Duration PERIOD = Duration.ofMinutes(5);

    private final ApiClient client;
    private final Surroundings surroundings;
    private final Lister<ResourceQuota> quotas;
    private final KnownResources resources;
    private final Map<String, Informer<? extends KubeObject>> counted = new ConcurrentSkipListMap<>();
    private final ControllerLoop<ObjectKey> loop;

    public ResourceQuotaController(
            ApiClient client, Informers informers, Surroundings surroundings, KnownResources resources) {
        this.client = client;
        this.surroundings = surroundings;
        this.resources = resources;
        Informer<ResourceQuota> quotaInformer = informers.of(Resources.RESOURCEQUOTAS);
        quotas = quotaInformer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        quotaInformer.handle(this::quotaChanged);
        // Of these it is not enough to know how many there are.
        informers.of(Resources.PODS);
        informers.of(Resources.SERVICES);
        informers.of(Resources.PERSISTENTVOLUMECLAIMS);
        resources.follow(this);
    }

    /** Its status changes with every charge, and what is charged is not in the caches yet: only the spec counts. */
    private void quotaChanged(Change<ResourceQuota> change) {
        ObjectValue spec = change.object().tree().object("spec");
        boolean charged = change instanceof Change.Modified<ResourceQuota>
                && change.previous()
                        .filter(before -> before.tree().object("spec").equals(spec))
                        .isPresent();
        if (!charged) {
            loop.add(change.object().key(), change.trigger());
        }
    }

    @Override
    public void appeared(ResourceType<?> type, Informer<? extends KubeObject> informer) {
        if (type.namespaced()) {
            counted.put(type.qualifiedName(), informer);
            follow(type.qualifiedName(), informer);
            informer.whenSynced(() -> recount(type.qualifiedName()));
        }
    }

    private <T extends KubeObject> void follow(String resource, Informer<T> informer) {
        informer.handle(change -> changed(resource, change));
    }

    @Override
    public void gone(ResourceType<?> type) {
        // Its other version may have taken its place already.
        counted.computeIfPresent(
                type.qualifiedName(), (_, informer) -> informer.type().equals(type) ? null : informer);
        recount(type.qualifiedName());
    }

    private void recount(String resource) {
        for (ResourceQuota quota : quotas.all()) {
            ObjectValue hard = quota.tree().object("spec").object("hard");
            if (!QuotaUsage.tracked(resource, ResourceAmounts.of(hard).byName().keySet())
                    .isEmpty()) {
                loop.add(quota.key());
            }
        }
    }

    private <T extends KubeObject> void changed(String resource, Change<T> change) {
        boolean less =
                switch (change) {
                    case Change.Added<T> _ -> false;
                    case Change.Modified<T> modified ->
                        !QuotaUsage.onlyCounted(resource) && differs(resource, modified);
                    case Change.Deleted<T> _ -> true;
                };
        if (less) {
            quotas.in(change.object().namespace()).forEach(quota -> loop.add(quota.key(), change.trigger()));
        }
    }

    private <T extends KubeObject> boolean differs(String resource, Change.Modified<T> change) {
        Instant now = surroundings.clock().now();
        ResourceAmounts after = QuotaUsage.of(resource, change.object().tree(), now);
        return change.previous()
                .filter(before -> QuotaUsage.of(resource, before.tree(), now).equals(after))
                .isEmpty();
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<ResourceQuota> found = quotas.find(key);
        if (found.isEmpty()) {
            return new Outcome.Settled();
        }
        ObjectValue quota = found.get().tree();
        ObjectValue hard = quota.object("spec").object("hard");
        Set<String> limited = ResourceAmounts.of(hard).byName().keySet();
        for (Map.Entry<String, Informer<? extends KubeObject>> entry : counted.entrySet()) {
            if (!entry.getValue().synced()
                    && !QuotaUsage.tracked(entry.getKey(), limited).isEmpty()) {
                return new Outcome.TryAgain(
                        entry.getKey() + " are not known yet"); // its sync brings the key back sooner
            }
        }
        ResourceAmounts used = used(key.namespace(), quota.object("spec"), ResourceAmounts.of(hard));
        ObjectValue status = quota.object("status");
        boolean same = status.object("hard").equals(hard)
                && ResourceAmounts.of(status.object("used")).equals(used)
                && status.has("hard");
        if (!same) {
            ObjectValue counted = quota.with("status", status.with("hard", hard).with("used", used.toValue()));
            client.update(
                    Resources.RESOURCEQUOTAS, new ResourceQuota(counted), WriteOptions.NONE.withSubresource("status"));
        }
        return new Outcome.CheckAgain(PERIOD);
    }

    private ResourceAmounts used(String namespace, ObjectValue spec, ResourceAmounts hard) {
        Instant now = surroundings.clock().now();
        ResourceAmounts used = ResourceAmounts.NONE;
        for (String name : hard.byName().keySet()) {
            used = used.with(name, Quantity.ZERO);
        }
        for (Map.Entry<String, Informer<? extends KubeObject>> entry : counted.entrySet()) {
            String resource = entry.getKey();
            Set<String> tracked = QuotaUsage.tracked(resource, hard.byName().keySet());
            if (tracked.isEmpty()) {
                continue;
            }
            for (KubeObject object : entry.getValue().lister().in(namespace)) {
                if (QuotaScopes.cover(spec, resource, object.tree())) {
                    used = used.plus(QuotaUsage.of(resource, object.tree(), now).only(tracked));
                }
            }
        }
        return used;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        resources.whenReady(() -> loop.start(WORKERS));
    }

    @Override
    public void close() {
        loop.close();
    }
}
