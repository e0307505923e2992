package dev.jukung.controllers.servicecidrs;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.model.Cidr;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.Views;
import dev.jukung.model.networking.v1.IPAddress;
import dev.jukung.model.networking.v1.ServiceCIDR;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The service-cidr-controller: a ServiceCIDR is ready when it has its finalizer, and when it is deleted it stays until no address depends
 * on it alone, and for a moment more, so that no API server hands out another one meanwhile.
 */
public final class ServiceCidrController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "service-cidr-controller";
    private static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";
    /** Until all API servers know that the range is going. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final int WORKERS = 5;
    private static final String READY = "Kubernetes Service CIDR is ready";
    private static final String HELD =
            "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR";

    private final ApiClient client;
    private final Clock clock;
    private final Lister<ServiceCIDR> ranges;
    private final Lister<IPAddress> addresses;
    private final ControllerLoop<ObjectKey> loop;

    public ServiceCidrController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        clock = surroundings.clock();
        Informer<ServiceCIDR> rangeInformer = informers.of(Resources.SERVICECIDRS);
        Informer<IPAddress> addressInformer = informers.of(Resources.IPADDRESSES);
        ranges = rangeInformer.lister();
        addresses = addressInformer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        // Another range may take the addresses over that hold one, or may have been the one that could.
        rangeInformer.handle(this::rangeChanged);
        addressInformer.handle(this::addressChanged);
    }

    private void rangeChanged(Change<ServiceCIDR> change) {
        loop.add(change.object().key(), change.trigger());
        ranges.all().stream().filter(KubeObject::deleting).forEach(going -> loop.add(going.key(), change.trigger()));
    }

    private void addressChanged(Change<IPAddress> change) {
        if (change instanceof Change.Deleted<IPAddress>) {
            ranges.all().stream()
                    .filter(range -> range.deleting()
                            && Dependence.contains(range, change.object().name()))
                    .forEach(going -> loop.add(going.key(), change.trigger()));
        }
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<ServiceCIDR> found = ranges.find(key);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        ServiceCIDR range = found.get();
        if (!range.deleting()) {
            if (!hasFinalizer(range)) {
                finalizer(range, ListValue.of(FINALIZER), "finalizers", "protect " + range.name());
            }
            condition(range, "True", "", READY);
            return Outcome.SETTLED;
        }
        if (!Dependence.mayGo(range, ranges.all(), addresses.all())) {
            condition(range, "False", "Terminating", HELD);
            return Outcome.SETTLED;
        }
        Duration left = Duration.between(
                clock.now(), range.metadata().deletionTimestamp().orElseThrow().plus(GRACE));
        if (left.isPositive()) {
            return new Outcome.CheckAgain(left);
        }
        if (hasFinalizer(range)) {
            finalizer(
                    range,
                    ListValue.of(FINALIZER),
                    "$deleteFromPrimitiveList/finalizers",
                    "let " + range.name() + " go");
        }
        return Outcome.SETTLED;
    }

    private static boolean hasFinalizer(ServiceCIDR range) {
        return range.metadata().finalizers().contains(FINALIZER);
    }

    private void finalizer(ServiceCIDR range, ListValue names, String field, String why) throws InterruptedException {
        ObjectValue patch = ObjectValue.of("metadata", ObjectValue.of(field, names));
        write(range, Patch.strategic(patch), WriteOptions.NONE, why);
    }

    private void condition(ServiceCIDR range, String status, String reason, String message)
            throws InterruptedException {
        boolean told = range.status().conditions().stream()
                .map(each -> each.tree())
                .anyMatch(each -> each.text("type", "").equals("Ready")
                        && each.text("status", "").equals(status)
                        && each.text("reason", "").equals(reason)
                        && each.text("message", "").equals(message));
        if (told) {
            return;
        }
        ObjectValue condition = ObjectValue.of(
                "type", "Ready",
                "status", status,
                "reason", reason,
                "message", message,
                "lastTransitionTime", Views.fromTime(clock.now()));
        ObjectValue applied = ObjectValue.of(
                "apiVersion", Resources.SERVICECIDRS.apiVersion(),
                "kind", Resources.SERVICECIDRS.kind(),
                "metadata", ObjectValue.of("name", range.name()),
                "status", ObjectValue.of("conditions", ListValue.of(condition)));
        write(
                range,
                Patch.apply(applied),
                WriteOptions.NONE.withFieldManager(NAME, true).withSubresource("status"),
                "tell whether " + range.name() + " is ready");
    }

    private void write(ServiceCIDR range, Patch patch, WriteOptions options, String why) throws InterruptedException {
        try {
            Cause.deciding(why, () -> client.patch(Resources.SERVICECIDRS, range.key(), patch, options));
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND)) {
                throw e; // otherwise it has gone
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
    }

    /** Which addresses need which ranges. Pure functions. */
    static final class Dependence {
        private Dependence() {}

        static boolean contains(ServiceCIDR range, String address) {
            return parsed(range).stream().anyMatch(each -> each.contains(address));
        }

        private static List<Cidr> parsed(ServiceCIDR range) {
            return range.spec().cidrs().stream().map(Cidr::parse).toList();
        }

        /** Whether other ranges hold all of it, or at least every address of a Service that is in it. */
        static boolean mayGo(ServiceCIDR range, List<ServiceCIDR> all, List<IPAddress> addresses) {
            List<ServiceCIDR> others = all.stream()
                    .filter(other -> !other.name().equals(range.name()))
                    .toList();
            boolean covered = parsed(range).stream().allMatch(part -> others.stream()
                    .anyMatch(other -> parsed(other).stream().anyMatch(wide -> wide.contains(part))));
            return covered
                    || addresses.stream()
                            .filter(address -> "ipallocator.k8s.io"
                                    .equals(address.metadata().labels().get("ipaddress.kubernetes.io/managed-by")))
                            .noneMatch(address -> contains(range, address.name())
                                    && others.stream().noneMatch(other -> contains(other, address.name())));
        }
    }
}
