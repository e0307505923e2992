package dev.jukung.controllers.endpointslicemirroring;

import dev.jukung.controllers.endpointslice.ManagedSlices;
import dev.jukung.controllers.endpointslice.SlicePlan;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Endpoints;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.util.Optional;

/**
 * The endpointslice-mirroring-controller: copies Endpoints that somebody wrote by hand, for a Service without a selector,
 * into EndpointSlices.
 */
public final class EndpointSliceMirroringController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "endpointslice-mirroring-controller";
    /** Kubernetes signs its Events with another name. */
    private static final String EVENT_SOURCE = "endpoint-slice-mirroring-controller";
    /** Kubernetes' {@code --mirroring-concurrent-service-endpoint-syncs}. */
    private static final int WORKERS = 5;

    private final EventRecorder events;
    private final Lister<Endpoints> endpoints;
    private final Lister<Service> services;
    private final ManagedSlices slices;
    private final ControllerLoop<ObjectKey> loop;

    public EndpointSliceMirroringController(ApiClient client, Informers informers, Surroundings surroundings) {
        events = new EventRecorder(client, EVENT_SOURCE, "", surroundings);
        Informer<Endpoints> endpointsInformer = informers.of(Resources.ENDPOINTS);
        Informer<Service> serviceInformer = informers.of(Resources.SERVICES);
        endpoints = endpointsInformer.lister();
        services = serviceInformer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        slices = new ManagedSlices(MirrorPlanner.MANAGER, client, informers, surroundings.clock(), loop::add);
        endpointsInformer.handle(change -> loop.add(change.object().key(), change.trigger()));
        serviceInformer.handle(change -> loop.add(change.object().key(), change.trigger()));
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<Endpoints> mirrored = endpoints
                .find(key)
                .filter(EndpointSliceMirroringController::wantsMirror)
                .filter(_ -> isByHand(key));
        if (mirrored.isEmpty()) {
            for (EndpointSlice slice : slices.of(key)) {
                slices.delete(slice);
            }
            slices.forget(key);
        } else if (slices.isUpToDate(key)) {
            mirror(mirrored.get());
        }
        return Outcome.SETTLED;
    }

    private static boolean wantsMirror(Endpoints object) {
        return !"true".equals(object.metadata().labels().get("endpointslice.kubernetes.io/skip-mirror"))
                && !object.metadata().annotations().containsKey("control-plane.alpha.kubernetes.io/leader");
    }

    /** For a Service with a selector a controller writes both Endpoints and slices. */
    private boolean isByHand(ObjectKey key) {
        return services.find(key)
                .filter(service -> !service.spec().tree().has("selector"))
                .isPresent();
    }

    private void mirror(Endpoints object) throws InterruptedException {
        MirroredAddresses addresses = MirroredAddresses.of(object.subsets());
        report(object, addresses);
        SlicePlan plan = MirrorPlanner.plan(object, addresses.groups(), slices.of(object.key()));
        slices.write(
                object.key(), object.deleting() ? plan.withoutCreations() : plan, "mirror endpoints " + object.name());
    }

    private void report(Endpoints object, MirroredAddresses addresses) {
        if (addresses.invalid() > 0) {
            events.warning(
                    object,
                    "InvalidIPAddress",
                    "Skipped " + addresses.invalid() + " invalid IP addresses when mirroring to EndpointSlices");
        }
        if (addresses.skipped() > addresses.invalid()) {
            events.warning(
                    object,
                    "TooManyAddressesToMirror",
                    "A max of " + MirroredAddresses.SUBSET_MAX
                            + " addresses can be mirrored to EndpointSlices per Endpoints subset. "
                            + addresses.skipped() + " addresses were skipped");
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
        events.close();
    }
}
