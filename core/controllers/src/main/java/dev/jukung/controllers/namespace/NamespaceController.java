package dev.jukung.controllers.namespace;

import dev.jukung.base.Clock;
import dev.jukung.controllers.namespace.ContentDeletion.Round;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Namespace;
import dev.jukung.model.core.v1.NamespaceCondition;
import dev.jukung.model.core.v1.NamespaceStatus;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The namespace-controller: empties a namespace that is being deleted, and then lets it go. */
public final class NamespaceController implements Controller, Reconciler<String> {
    private static final String NAME = "namespace-controller";
    /** Kubernetes' {@code --concurrent-namespace-syncs}. */
    private static final int WORKERS = 10;

    private static final String FINALIZER = "kubernetes";

    private final ApiClient client;
    private final Clock clock;
    private final ContentDeletion content;
    private final Lister<Namespace> namespaces;
    private final Lister<Pod> pods;
    private final ControllerLoop<String> loop;

    public NamespaceController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        this.clock = surroundings.clock();
        this.content = new ContentDeletion(client);
        Informer<Namespace> namespaceInformer = informers.of(Resources.NAMESPACES);
        Informer<Pod> podInformer = informers.of(Resources.PODS);
        namespaces = namespaceInformer.lister();
        pods = podInformer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        namespaceInformer.handle(change -> {
            if (change.object().deleting() && !(change instanceof Change.Deleted<Namespace>)) {
                loop.add(change.object().name(), change.trigger());
            }
        });
        podInformer.handle(this::podChanged);
    }

    /** The pods hold up everything else, so the last one's going is not waited for but seen. */
    private void podChanged(Change<Pod> change) {
        if (change instanceof Change.Deleted<Pod>(Pod pod)
                && isGoing(pod.namespace())
                && pods.in(pod.namespace()).isEmpty()) {
            loop.add(pod.namespace(), change.trigger());
        }
    }

    private boolean isGoing(String name) {
        return namespaces.find(ObjectKey.of(name)).filter(Namespace::deleting).isPresent();
    }

    @Override
    public Outcome reconcile(String name) throws InterruptedException {
        try {
            // Read afresh: deleting everything in a namespace should not start from a stale view of it.
            Optional<Namespace> found = client.find(Resources.NAMESPACES, ObjectKey.of(name));
            if (found.isEmpty() || !found.get().deleting()) {
                return Outcome.SETTLED;
            }
            Namespace namespace = terminating(found.get());
            return namespace.spec().finalizers().isEmpty() ? Outcome.SETTLED : empty(namespace);
        } catch (ApiException e) {
            if (e.is(Reason.NOT_FOUND)) {
                return Outcome.SETTLED; // it went while we were at it
            }
            throw e;
        }
    }

    private Namespace terminating(Namespace namespace) throws InterruptedException {
        NamespaceStatus status = namespace.status();
        return status.phase().filter("Terminating"::equals).isPresent()
                ? namespace
                : client.updateStatus(Resources.NAMESPACES, namespace.withStatus(status.withPhase("Terminating")));
    }

    private Outcome empty(Namespace namespace) throws InterruptedException {
        Round round = content.run(namespace, clock.now());
        NamespaceStatus status = namespace.status();
        List<NamespaceCondition> conditions = NamespaceConditions.after(round, status.conditions(), clock.now());
        Namespace told = conditions.equals(status.conditions())
                ? namespace
                : client.updateStatus(Resources.NAMESPACES, namespace.withStatus(status.withConditions(conditions)));
        if (!round.errors().isEmpty()) {
            return new Outcome.TryAgain(round.errors().toString());
        }
        if (!round.remaining().resources().isEmpty()) {
            // Kubernetes' formula: half of what it may take, and a second.
            return new Outcome.CheckAgain(round.estimate().dividedBy(2).plus(Duration.ofSeconds(1)));
        }
        finish(told);
        return Outcome.SETTLED;
    }

    private void finish(Namespace namespace) throws InterruptedException {
        List<String> others = namespace.spec().finalizers().stream()
                .filter(finalizer -> !finalizer.equals(FINALIZER))
                .toList();
        Namespace finalized = namespace.withSpec(namespace.spec().withFinalizers(others));
        client.putSubresource(Resources.NAMESPACES, ObjectKey.of(namespace.name()), "finalize", finalized.tree());
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
