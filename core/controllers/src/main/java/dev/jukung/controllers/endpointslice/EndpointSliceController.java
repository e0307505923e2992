package dev.jukung.controllers.endpointslice;

import dev.jukung.controllers.services.ServicePods;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.util.List;
import java.util.Optional;

/** The endpointslice-controller: tells proxies which pods answer for a Service. */
public final class EndpointSliceController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "endpointslice-controller";
    /** Kubernetes' {@code --concurrent-service-endpoint-syncs}. */
    private static final int WORKERS = 5;

    private final Lister<Service> services;
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;
    private final ManagedSlices slices;
    private final ControllerLoop<ObjectKey> loop;

    public EndpointSliceController(ApiClient client, Informers informers, Surroundings surroundings) {
        Informer<Service> serviceInformer = informers.of(Resources.SERVICES);
        Informer<Pod> podInformer = informers.of(Resources.PODS);
        services = serviceInformer.lister();
        pods = podInformer.lister();
        nodes = informers.of(Resources.NODES).lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        slices = new ManagedSlices(SlicePlanner.MANAGER, client, informers, surroundings.clock(), loop::add);
        serviceInformer.handle(change -> loop.add(change.object().key(), change.trigger()));
        podInformer.handle(change -> {
            if (ServicePods.matters(change)) {
                ServicePods.affected(change, services).forEach(service -> loop.add(service.key(), change.trigger()));
            }
        });
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<Service> found = services.find(key);
        if (found.isEmpty()) {
            slices.forget(key);
            return Outcome.SETTLED; // the garbage collector takes the slices
        }
        Service service = found.get();
        if (!ServicePods.isSelecting(service) || !slices.isUpToDate(key)) {
            return Outcome.SETTLED; // the event of our write queues the key again
        }
        List<EndpointSlice> existing = slices.of(key);
        List<Pod> chosen = ServicePods.of(service, pods);
        List<String> addressTypes = DesiredEndpoints.addressTypes(service);
        for (EndpointSlice slice : existing) {
            if (!addressTypes.contains(slice.addressType())) {
                slices.delete(slice);
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
        slices.write(
                service.key(),
                service.deleting() ? plan.withoutCreations() : plan,
                "list the pods of service " + service.name());
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
