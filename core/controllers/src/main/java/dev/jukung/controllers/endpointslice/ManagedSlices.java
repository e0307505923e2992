package dev.jukung.controllers.endpointslice;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.controllers.pods.Expectations;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Index;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import java.util.List;
import java.util.function.ObjLongConsumer;

/**
 * The EndpointSlices that one controller manages: which those of a Service are, and how they are written so that none is made
 * twice. Thread-safe.
 */
public final class ManagedSlices {
    public static final String SERVICE_NAME = "kubernetes.io/service-name";
    public static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

    private final String manager;
    private final ApiClient client;
    private final ObjLongConsumer<ObjectKey> queue;
    private final Index<EndpointSlice> byService =
            new Index<>(slice -> isManaged(slice) ? List.of(serviceOf(slice).toString()) : List.of());
    private final Lister<EndpointSlice> slices;
    private final Expectations<ObjectKey> expectations;

    /**
     * @param manager what the controller writes as the manager of its slices
     * @param queue takes a Service whose slices have changed, and the version of the slice
     */
    public ManagedSlices(
            String manager, ApiClient client, Informers informers, Clock clock, ObjLongConsumer<ObjectKey> queue) {
        this.manager = manager;
        this.client = client;
        this.queue = queue;
        Informer<EndpointSlice> informer =
                informers.of(Resources.ENDPOINTSLICES).index(byService);
        slices = informer.lister();
        expectations = new Expectations<>(clock);
        informer.handle(this::changed);
    }

    private boolean isManaged(EndpointSlice slice) {
        return manager.equals(slice.metadata().labels().get(MANAGED_BY));
    }

    private static ObjectKey serviceOf(EndpointSlice slice) {
        return ObjectKey.of(slice.namespace(), slice.metadata().labels().getOrDefault(SERVICE_NAME, ""));
    }

    /** Somebody may have changed it, or we see our own write. */
    private void changed(Change<EndpointSlice> change) {
        EndpointSlice slice = change.object();
        if (isManaged(slice)) {
            if (change instanceof Change.Added<EndpointSlice>) {
                expectations.creationObserved(serviceOf(slice));
            }
            queue.accept(serviceOf(slice), change.trigger());
        }
        change.previous()
                .filter(before -> isManaged(before)
                        && !(isManaged(slice) && serviceOf(before).equals(serviceOf(slice))))
                .ifPresent(before -> queue.accept(serviceOf(before), change.trigger()));
    }

    /** False while a slice that was made is not seen yet: its event queues the Service again. */
    public boolean isUpToDate(ObjectKey service) {
        return expectations.satisfied(service);
    }

    /** The Service is gone, or its slices are somebody else's from now on. */
    public void forget(ObjectKey service) {
        expectations.forget(service);
    }

    /** Those of a Service that are not going. */
    public List<EndpointSlice> of(ObjectKey service) {
        return slices.by(byService, service.toString()).stream()
                .filter(slice -> !slice.deleting())
                .toList();
    }

    /** @param why what the writing is for, as a cause */
    public void write(ObjectKey service, SlicePlan plan, String why) throws InterruptedException {
        for (EndpointSlice slice : plan.create()) {
            create(service, slice, why);
        }
        for (EndpointSlice slice : plan.update()) {
            Cause.deciding(why, () -> client.update(Resources.ENDPOINTSLICES, slice));
        }
        for (EndpointSlice slice : plan.delete()) {
            delete(slice);
        }
    }

    private void create(ObjectKey service, EndpointSlice slice, String why) throws InterruptedException {
        expectations.expectMoreCreations(service, 1);
        boolean created = false;
        try {
            Cause.deciding(why, () -> client.create(Resources.ENDPOINTSLICES, slice));
            created = true;
        } catch (ApiException e) {
            if (!e.hasCause("NamespaceTerminating")) {
                throw e; // otherwise it would be refused for ever
            }
        } finally {
            if (!created) {
                expectations.creationObserved(service); // no event will tell of it
            }
        }
    }

    public void delete(EndpointSlice slice) throws InterruptedException {
        try {
            client.delete(Resources.ENDPOINTSLICES, slice.key(), DeleteOptions.NONE.onlyUid(slice.uid()));
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
                throw e; // otherwise it is gone already
            }
        }
    }
}
