package dev.jukung.controllers.endpointslicemirroring;

import dev.jukung.base.Cause;
import dev.jukung.controllers.pods.Expectations;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Endpoints;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.util.List;
import java.util.Optional;

/**
 * The endpointslice-mirroring-controller: copies Endpoints that somebody wrote by hand, for a Service without a selector,
 * into EndpointSlices.
 */
public final class EndpointSliceMirroringController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "endpointslice-mirroring-controller";
    /** Kubernetes' {@code --mirroring-concurrent-service-endpoint-syncs}. */
    private static final int WORKERS = 5;

    private final ApiClient client;
    private final EventRecorder events;
    private final Lister<Endpoints> endpoints;
    private final Lister<Service> services;
    private final Lister<EndpointSlice> slices;
    private final Expectations<ObjectKey> expectations;
    private final ControllerLoop<ObjectKey> loop;

    public EndpointSliceMirroringController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        events = new EventRecorder(client, NAME, "", surroundings);
        Informer<Endpoints> endpointsInformer = informers.of(Resources.ENDPOINTS);
        Informer<Service> serviceInformer = informers.of(Resources.SERVICES);
        Informer<EndpointSlice> sliceInformer = informers.of(Resources.ENDPOINTSLICES);
        endpoints = endpointsInformer.lister();
        services = serviceInformer.lister();
        slices = sliceInformer.lister();
        expectations = new Expectations<>(surroundings.clock());
        loop = new ControllerLoop<>(NAME, this, surroundings);
        endpointsInformer.handle(change -> loop.add(change.object().key(), change.trigger()));
        serviceInformer.handle(change -> loop.add(change.object().key(), change.trigger()));
        sliceInformer.handle(this::sliceChanged);
    }

    private void sliceChanged(Change<EndpointSlice> change) {
        EndpointSlice slice = change.object();
        if (isOurs(slice)) {
            if (change instanceof Change.Added<EndpointSlice>) {
                expectations.creationObserved(mirrored(slice));
            }
            loop.add(mirrored(slice), change.trigger()); // somebody may have changed it, or we saw our own write
        }
    }

    private static boolean isOurs(EndpointSlice slice) {
        return MirrorPlan.MANAGER.equals(slice.metadata().labels().get(MirrorPlan.MANAGED_BY));
    }

    private static ObjectKey mirrored(EndpointSlice slice) {
        return ObjectKey.of(slice.namespace(), slice.metadata().labels().getOrDefault(MirrorPlan.SERVICE_NAME, ""));
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        if (!expectations.satisfied(key)) {
            return Outcome.SETTLED; // the event of our write queues the key again
        }
        List<EndpointSlice> existing = slices.in(key.namespace()).stream()
                .filter(slice -> isOurs(slice) && mirrored(slice).equals(key) && !slice.deleting())
                .toList();
        Optional<Endpoints> found = endpoints.find(key).filter(EndpointSliceMirroringController::wantsMirror);
        boolean mirror = found.isPresent()
                && services.find(key).filter(service -> service.spec().selector().isEmpty()).isPresent();
        if (!mirror) {
            for (EndpointSlice slice : existing) {
                delete(slice);
            }
            return Outcome.SETTLED;
        }
        MirrorPlan plan = MirrorPlan.of(found.get(), existing);
        report(found.get(), plan);
        write(found.get(), plan);
        return Outcome.SETTLED;
    }

    private static boolean wantsMirror(Endpoints endpoints) {
        return !"true".equals(endpoints.metadata().labels().get("endpointslice.kubernetes.io/skip-mirror"))
                && !endpoints.metadata().annotations().containsKey("control-plane.alpha.kubernetes.io/leader");
    }

    private void report(Endpoints object, MirrorPlan plan) {
        if (plan.invalid() > 0) {
            events.warning(
                    object,
                    "InvalidIPAddress",
                    "Skipped " + plan.invalid() + " invalid IP addresses when mirroring to EndpointSlices");
        }
        if (plan.skipped() > plan.invalid()) {
            events.warning(
                    object,
                    "TooManyAddressesToMirror",
                    "A max of " + MirrorPlan.ADDRESSES_MAX
                            + " addresses can be mirrored to EndpointSlices per Endpoints subset. " + plan.skipped()
                            + " addresses were skipped");
        }
    }

    private void write(Endpoints object, MirrorPlan plan) throws InterruptedException {
        if (!object.deleting()) {
            for (EndpointSlice slice : plan.create()) {
                create(object.key(), slice);
            }
        }
        for (EndpointSlice slice : plan.update()) {
            Cause.deciding("mirror Endpoints " + object.key(), () -> client.update(Resources.ENDPOINTSLICES, slice));
        }
        for (EndpointSlice slice : plan.delete()) {
            delete(slice);
        }
    }

    private void create(ObjectKey key, EndpointSlice slice) throws InterruptedException {
        expectations.expectMoreCreations(key, 1);
        boolean created = false;
        try {
            Cause.deciding("mirror Endpoints " + key, () -> client.create(Resources.ENDPOINTSLICES, slice));
            created = true;
        } finally {
            if (!created) {
                expectations.creationObserved(key); // no event will tell of it
            }
        }
    }

    private void delete(EndpointSlice slice) throws InterruptedException {
        try {
            client.delete(Resources.ENDPOINTSLICES, slice.key(), DeleteOptions.NONE.onlyUid(slice.uid()));
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
        events.close();
    }
}
