package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Writer;
import dev.jukung.model.Resources;
import dev.jukung.model.quota.QuotaScopes;
import dev.jukung.model.quota.QuotaUsage;
import dev.jukung.model.quota.ResourceAmounts;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * ResourceQuota: refuses what is over a quota of its namespace and charges the rest to {@code status.used} before it is
 * stored. What is charged and then not stored after all, the quota controller finds when it counts. Thread-safe.
 */
final class ResourceQuotas implements Admission {
    /** Charges of one namespace come one after the other; namespaces share locks, not queues. */
    private static final int LOCKS = 64;

    private static final Set<String> FREE = Set.of("events", "events.events.k8s.io", "bindings");

    private final QuotaLimits limits;
    private final Supplier<Writer> writer;
    private final List<ReentrantLock> locks = new ArrayList<>();

    private ResourceQuotas(QuotaLimits limits, Supplier<Writer> writer) {
        this.limits = limits;
        this.writer = writer;
        for (int i = 0; i < LOCKS; i++) {
            locks.add(new ReentrantLock());
        }
    }

    /** @param writer charges the quotas; there when the first object is admitted */
    static ResourceQuotas of(PluginConfigurations told, Supplier<Writer> writer) {
        return new ResourceQuotas(QuotaLimits.of(told), writer);
    }

    @Override
    public void validate(Review review) throws InterruptedException {
        String namespace = review.namespace();
        Kind kind = review.call().kind();
        String resource = kind.qualifiedName();
        if (namespace.isEmpty() || !kind.type().namespaced() || FREE.contains(resource) || !counts(review, resource)) {
            return;
        }
        Kind quotas = review.context().kinds().get(Resources.RESOURCEQUOTAS);
        boolean unlimited =
                review.context().snapshot().list(quotas.range(namespace)).isEmpty();
        if (unlimited && limits.isEmpty()) {
            return;
        }
        ReentrantLock lock = locks.get(Math.floorMod(namespace.hashCode(), LOCKS));
        lock.lockInterruptibly();
        try {
            charge(review, quotas, resource);
        } finally {
            lock.unlock();
        }
    }

    private static boolean counts(Review review, String resource) {
        String below = review.call().subresource();
        return switch (review.operation()) {
            case CREATE -> below.isEmpty();
            case UPDATE ->
                switch (resource) {
                    case "pods" ->
                        below.equals("resize")
                                || (below.isEmpty()
                                        && QuotaScopes.isTerminating(
                                                        review.object().object("spec"))
                                                != QuotaScopes.isTerminating(review.old()
                                                        .orElse(ObjectValue.EMPTY)
                                                        .object("spec")));
                    case "services", "persistentvolumeclaims" -> below.isEmpty();
                    default -> false;
                };
            case DELETE, CONNECT -> false;
        };
    }

    private void charge(Review review, Kind quotas, String resource) throws InterruptedException {
        Instant now = review.context().clock().now();
        ResourceAmounts usage = QuotaUsage.of(resource, review.object(), now);
        List<ObjectValue> charged = new ArrayList<>();
        List<ObjectValue> all = writer.get().snapshot().list(quotas.range(review.namespace())).stream()
                .map(entry -> StoredObject.of(entry).tree())
                .toList();
        if (!limits.isEmpty()) {
            limits.check(review, resource, all, usage, delta(review, resource, usage, now));
        }
        for (ObjectValue quota : all) {
            ResourceAmounts added = added(review, resource, quota, usage, now);
            if (!added.isEmpty()) {
                used(review, quota, added); // refuses; all quotas are asked before any is charged
                charged.add(quota);
            }
        }
        if (review.call().rules().dryRun()) {
            return;
        }
        for (ObjectValue quota : charged) {
            String name = quota.object("metadata").text("name", "");
            Call call = new Call(
                    review.call().user(),
                    quotas,
                    review.namespace(),
                    name,
                    "",
                    review.call().rules(),
                    new ArrayList<>());
            writer.get().assign(call, current -> {
                ResourceAmounts added = added(review, resource, current, usage, now);
                return added.isEmpty()
                        ? current
                        : current.withAt(used(review, current, added).toValue(), "status", "used");
            });
        }
    }

    /** What the object takes more than it did before. */
    private static ResourceAmounts delta(Review review, String resource, ResourceAmounts usage, Instant now) {
        return review.operation() == Operation.UPDATE
                ? usage.excessOver(QuotaUsage.of(resource, review.old().orElse(ObjectValue.EMPTY), now))
                : usage;
    }

    /** What the object adds to the quota's resources; empty where the quota does not concern it. */
    private static ResourceAmounts added(
            Review review, String resource, ObjectValue quota, ResourceAmounts usage, Instant now) {
        ResourceAmounts hard = ResourceAmounts.of(quota.object("status").object("hard"));
        Set<String> tracked = QuotaUsage.tracked(resource, hard.byName().keySet());
        ObjectValue spec = quota.object("spec");
        if (tracked.isEmpty() || !QuotaScopes.cover(spec, resource, review.object())) {
            return ResourceAmounts.NONE;
        }
        String name = quota.object("metadata").text("name", "");
        String missing = resource.equals("pods") ? QuotaUsage.missing(review.object(), tracked) : "";
        if (!missing.isEmpty()) {
            throw forbidden(review, "failed quota: " + name + ": must specify " + missing);
        }
        ObjectValue known = quota.object("status").object("used");
        if (!tracked.stream().allMatch(known::has)) {
            throw forbidden(review, "status unknown for quota: " + name + ", resources: " + String.join(",", tracked));
        }
        ObjectValue old = review.old().orElse(ObjectValue.EMPTY);
        ResourceAmounts added = QuotaScopes.cover(spec, resource, old) ? delta(review, resource, usage, now) : usage;
        return added.withoutZeros().only(tracked);
    }

    private static ResourceAmounts used(Review review, ObjectValue quota, ResourceAmounts added) {
        ResourceAmounts hard = ResourceAmounts.of(quota.object("status").object("hard"));
        ResourceAmounts used = ResourceAmounts.of(quota.object("status").object("used"));
        ResourceAmounts sum = used.plus(added);
        List<String> exceeded = added.byName().keySet().stream()
                .filter(name -> sum.get(name).compareTo(hard.get(name)) > 0)
                .toList();
        if (!exceeded.isEmpty()) {
            throw forbidden(
                    review,
                    "exceeded quota: " + quota.object("metadata").text("name", "") + ", requested: "
                            + added.only(exceeded) + ", used: " + used.only(exceeded) + ", limited: "
                            + hard.only(exceeded));
        }
        return sum;
    }

    private static RuntimeException forbidden(Review review, String why) {
        return Failures.forbidden(
                review.call().kind(), review.object().object("metadata").text("name", ""), why);
    }
}
