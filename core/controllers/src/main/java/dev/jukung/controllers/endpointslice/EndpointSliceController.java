package dev.jukung.controllers.endpointslice;

import dev.jukung.base.Cause;
import dev.jukung.controllers.pods.Expectations;
import dev.jukung.controllers.services.ServicePods;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Index;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.util.List;
import java.util.Optional;

/** The endpointslice-controller: tells proxies which pods answer for a Service. */
public final class EndpointSliceController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "endpointslice-controller";
    /** Kubernetes' {@code --concurrent-service-endpoint-syncs}. */
    private static final int WORKERS = 5;

    /** The slices that this controller manages, by Service. */
    private static final Index<EndpointSlice> BY_SERVICE =
            new Index<>(slice -> isManaged(slice) ? List.of(serviceOf(slice).toString()) : List.of());

    private final ApiClient client;
    private final Lister<Service> services;
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;
    private final Lister<EndpointSlice> slices;
    private final Expectations<ObjectKey> expectations;
    private final ControllerLoop<ObjectKey> loop;

    public EndpointSliceController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        Informer<Service> serviceInformer = informers.of(Resources.SERVICES);
        Informer<Pod> podInformer = informers.of(Resources.PODS);
        Informer<EndpointSlice> sliceInformer =
                informers.of(Resources.ENDPOINTSLICES).index(BY_SERVICE);
        services = serviceInformer.lister();
        pods = podInformer.lister();
        nodes = informers.of(Resources.NODES).lister();
        slices = sliceInformer.lister();
        expectations = new Expectations<>(surroundings.clock());
        loop = new ControllerLoop<>(NAME, this, surroundings);
        serviceInformer.handle(change -> loop.add(change.object().key(), change.trigger()));
        podInformer.handle(change -> {
            if (ServicePods.matters(change)) {
                ServicePods.affected(change, services).forEach(service -> loop.add(service.key(), change.trigger()));
            }
        });
        sliceInformer.handle(this::sliceChanged);
    }

    private static boolean isManaged(EndpointSlice slice) {
        return SlicePlanner.MANAGER.equals(slice.metadata().labels().get(SlicePlanner.MANAGED_BY));
    }

    private static ObjectKey serviceOf(EndpointSlice slice) {
        return ObjectKey.of(slice.namespace(), slice.metadata().labels().getOrDefault(SlicePlanner.SERVICE_NAME, ""));
    }

    private void sliceChanged(Change<EndpointSlice> change) {
        EndpointSlice slice = change.object();
        if (change instanceof Change.Added<EndpointSlice> && isManaged(slice)) {
            expectations.creationObserved(serviceOf(slice));
        }
        if (isManaged(slice)) {
            loop.add(serviceOf(slice), change.trigger()); // somebody may have changed it, or we saw our own write
        }
        change.previous()
                .filter(EndpointSliceController::isManaged)
                .ifPresent(before -> loop.add(serviceOf(before), change.trigger()));
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        boolean seenOurWrites = expectations.satisfied(key);
        Optional<Service> found = services.find(key);
        if (found.isEmpty()) {
            expectations.forget(key);
            return Outcome.SETTLED; // the garbage collector takes the slices
        }
        Service service = found.get();
        if (!ServicePods.isSelecting(service) || !seenOurWrites) {
            return Outcome.SETTLED; // the event of our write queues the key again
        }
        List<EndpointSlice> existing = slices.by(BY_SERVICE, key.toString()).stream()
                .filter(slice -> !slice.deleting())
                .toList();
        List<Pod> chosen = ServicePods.of(service, pods);
        List<String> addressTypes = DesiredEndpoints.addressTypes(service);
        for (EndpointSlice slice : existing) {
            if (!addressTypes.contains(slice.addressType())) {
                delete(slice);
            }
        }
        boolean complete = true;
        for (String addressType : addressTypes) {
            DesiredEndpoints desired = DesiredEndpoints.of(service, chosen, nodes::find, addressType);
            List<EndpointSlice> ofType = existing.stream()
                    .filter(slice -> slice.addressType().equals(addressType))
                    .toList();
            write(service, SlicePlanner.plan(service, addressType, ofType, desired.byPorts()));
            complete &= desired.missingNodes().isEmpty();
        }
        return complete ? Outcome.SETTLED : new Outcome.TryAgain("a pod's node is not known yet");
    }

    private void write(Service service, SlicePlan plan) throws InterruptedException {
        // The garbage collector deletes the slices of a Service that is going; new ones would only make it longer.
        if (!service.deleting()) {
            for (EndpointSlice slice : plan.create()) {
                create(service.key(), slice);
            }
        }
        for (EndpointSlice slice : plan.update()) {
            Cause.deciding(
                    "follow the pods of service " + service.name(),
                    () -> client.update(Resources.ENDPOINTSLICES, slice));
        }
        for (EndpointSlice slice : plan.delete()) {
            delete(slice);
        }
    }

    private void create(ObjectKey service, EndpointSlice slice) throws InterruptedException {
        expectations.expectMoreCreations(service, 1);
        boolean created = false;
        try {
            Cause.deciding(
                    "list the pods of service " + service.name(), () -> client.create(Resources.ENDPOINTSLICES, slice));
            created = true;
        } finally {
            if (!created) {
                expectations.creationObserved(service); // no event will tell of it
            }
        }
    }

    private void delete(EndpointSlice slice) throws InterruptedException {
        try {
            client.delete(Resources.ENDPOINTSLICES, slice.key(), ApiClient.DeleteOptions.NONE.onlyUid(slice.uid()));
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
                throw e; // otherwise it is gone already
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
}
