package dev.jukung.controllers.endpoints;

import dev.jukung.base.Cause;
import dev.jukung.controllers.services.ServicePods;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.EndpointSubset;
import dev.jukung.model.core.v1.Endpoints;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.meta.v1.ObjectMeta;
import dev.jukung.runtime.ApiClient;
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
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The endpoints-controller: the older form of what EndpointSlices say, for clients that still read it. */
public final class EndpointsController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "endpoints-controller";
    /** Kubernetes' {@code --concurrent-endpoint-syncs}. */
    private static final int WORKERS = 5;

    private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
    private static final String MANAGER = "endpoint-controller";
    private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

    private final ApiClient client;
    private final EventRecorder events;
    private final Lister<Service> services;
    private final Lister<Pod> pods;
    private final Lister<Endpoints> endpoints;
    private final ControllerLoop<ObjectKey> loop;

    public EndpointsController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        events = new EventRecorder(client, MANAGER, "", surroundings);
        Informer<Service> serviceInformer = informers.of(Resources.SERVICES);
        Informer<Pod> podInformer = informers.of(Resources.PODS);
        Informer<Endpoints> endpointsInformer = informers.of(Resources.ENDPOINTS);
        services = serviceInformer.lister();
        pods = podInformer.lister();
        endpoints = endpointsInformer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        serviceInformer.handle(change -> loop.add(change.object().key(), change.trigger()));
        podInformer.handle(change -> {
            if (ServicePods.matters(change)) {
                ServicePods.affected(change, services).forEach(service -> loop.add(service.key(), change.trigger()));
            }
        });
        endpointsInformer.handle(change -> {
            if (change instanceof Change.Deleted<Endpoints> || isManaged(change.object())) {
                loop.add(change.object().key(), change.trigger());
            }
        });
    }

    private static boolean isManaged(Endpoints object) {
        return MANAGER.equals(object.metadata().labels().get(MANAGED_BY));
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<Service> found = services.find(key);
        Optional<Endpoints> current = endpoints.find(key);
        if (found.isEmpty()) {
            if (current.filter(EndpointsController::isManaged).isPresent()) {
                delete(key);
            }
            return Outcome.SETTLED;
        }
        Service service = found.get();
        if (!ServicePods.isSelecting(service)) {
            return Outcome.SETTLED; // users give these endpoints
        }
        Endpoints wanted = wanted(service, current.orElse(Endpoints.named(key.namespace(), key.name())));
        if (current.isEmpty()) {
            create(service, wanted);
        } else if (!wanted.equals(current.get())) {
            Cause.deciding(
                    "follow the pods of service " + service.name(), () -> client.update(Resources.ENDPOINTS, wanted));
        }
        return Outcome.SETTLED;
    }

    private Endpoints wanted(Service service, Endpoints current) {
        List<EndpointSubset> subsets = EndpointSubsets.of(service, ServicePods.of(service, pods));
        boolean tooMany = EndpointSubsets.count(subsets) > EndpointSubsets.ADDRESSES_MAX;
        List<EndpointSubset> told = tooMany ? EndpointSubsets.truncated(subsets) : subsets;
        ObjectMeta metadata = current.metadata();
        Map<String, String> labels = labels(service);
        if (!labels.equals(metadata.labels())) {
            metadata = metadata.withLabels(labels);
        }
        ObjectValue annotations = metadata.tree().object("annotations");
        annotations = tooMany ? annotations.with(OVER_CAPACITY, "truncated") : annotations.without(OVER_CAPACITY);
        metadata = new ObjectMeta(
                annotations.isEmpty()
                        ? metadata.tree().without("annotations")
                        : metadata.tree().with("annotations", annotations));
        Endpoints wanted = current.withMetadata(metadata);
        return told.isEmpty() ? new Endpoints(wanted.tree().without("subsets")) : wanted.withSubsets(told);
    }

    private static Map<String, String> labels(Service service) {
        Map<String, String> labels = new TreeMap<>(service.metadata().labels());
        labels.remove(ServicePods.HEADLESS_LABEL);
        if (ServicePods.isHeadless(service)) {
            labels.put(ServicePods.HEADLESS_LABEL, "");
        }
        labels.put(MANAGED_BY, MANAGER);
        return labels;
    }

    private void create(Service service, Endpoints wanted) throws InterruptedException {
        try {
            Cause.deciding(
                    "list the pods of service " + service.name(), () -> client.create(Resources.ENDPOINTS, wanted));
        } catch (ApiException e) {
            if (!e.hasCause("NamespaceTerminating") && !e.is(Reason.ALREADY_EXISTS)) {
                events.warning(
                        wanted,
                        "FailedToCreateEndpoint",
                        "Failed to create endpoint for service " + service.key() + ": " + e.getMessage());
            }
            throw e;
        }
    }

    private void delete(ObjectKey key) throws InterruptedException {
        try {
            client.delete(Resources.ENDPOINTS, key, ApiClient.DeleteOptions.NONE);
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND)) {
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
