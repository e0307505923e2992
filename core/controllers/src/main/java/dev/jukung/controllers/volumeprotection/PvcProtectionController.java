package dev.jukung.controllers.volumeprotection;

import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.PersistentVolumeClaim;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Volume;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Index;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.util.List;
import java.util.Optional;

/**
 * The persistentvolumeclaim-protection-controller: a claim that is deleted stays while a pod that has a node uses it. A pod
 * without a node cannot start with a claim that is going.
 */
public final class PvcProtectionController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "persistentvolumeclaim-protection-controller";
    private static final ProtectionFinalizer FINALIZER = new ProtectionFinalizer("kubernetes.io/pvc-protection");

    /** Pods by the claims that they name. */
    private static final Index<Pod> CLAIMS = new Index<>(pod -> pod.spec().volumes().stream()
            .flatMap(volume -> claim(pod, volume).stream())
            .map(ObjectKey::toString)
            .toList());

    private final ApiClient client;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<Pod> pods;
    private final ControllerLoop<ObjectKey> loop;

    public PvcProtectionController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        Informer<PersistentVolumeClaim> claimInformer = informers.of(Resources.PERSISTENTVOLUMECLAIMS);
        Informer<Pod> podInformer = informers.of(Resources.PODS).index(CLAIMS);
        claims = claimInformer.lister();
        pods = podInformer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        claimInformer.handle(change -> {
            PersistentVolumeClaim claim = change.object();
            if (!(change instanceof Change.Deleted<PersistentVolumeClaim>)
                    && (FINALIZER.holds(claim) || FINALIZER.isMissing(claim))) {
                loop.add(claim.key(), change.trigger());
            }
        });
        podInformer.handle(this::podChanged);
    }

    /** The claim of a volume, named or made for the pod. */
    private static Optional<ObjectKey> claim(Pod pod, Volume volume) {
        return volume.persistentVolumeClaim()
                .map(source -> ObjectKey.of(pod.namespace(), source.claimName()))
                .or(() -> volume.ephemeral().map(_ -> ObjectKey.of(pod.namespace(), pod.name() + "-" + volume.name())));
    }

    /** Only a pod that goes, has ended or has no node can let a claim go. */
    private void podChanged(Change<Pod> change) {
        Pod pod = change.object();
        boolean releases = change instanceof Change.Deleted<Pod>
                || PodStates.isTerminal(pod)
                || pod.spec().nodeName().isEmpty();
        if (releases) {
            pod.spec().volumes().forEach(volume -> claim(pod, volume)
                    .ifPresent(key -> loop.add(key, change.trigger())));
        }
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<PersistentVolumeClaim> found = claims.find(key);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        PersistentVolumeClaim claim = found.get();
        if (FINALIZER.isMissing(claim)) {
            FINALIZER.add(client, Resources.PERSISTENTVOLUMECLAIMS, claim);
        } else if (FINALIZER.holds(claim) && !isUsed(claim)) {
            FINALIZER.remove(client, Resources.PERSISTENTVOLUMECLAIMS, claim);
        }
        return Outcome.SETTLED;
    }

    /** Where our copy knows no user, the server is asked: our copy may be behind. */
    private boolean isUsed(PersistentVolumeClaim claim) throws InterruptedException {
        return uses(pods.by(CLAIMS, claim.key().toString()), claim)
                || uses(
                        client.list(Resources.PODS, ListQuery.in(claim.namespace()))
                                .items(),
                        claim);
    }

    static boolean uses(List<Pod> pods, PersistentVolumeClaim claim) {
        return pods.stream()
                .filter(pod ->
                        pod.spec().nodeName().filter(name -> !name.isEmpty()).isPresent())
                .anyMatch(pod -> pod.spec().volumes().stream().anyMatch(volume -> uses(pod, volume, claim)));
    }

    private static boolean uses(Pod pod, Volume volume, PersistentVolumeClaim claim) {
        boolean named = claim(pod, volume).filter(claim.key()::equals).isPresent();
        if (!named || volume.persistentVolumeClaim().isPresent()) {
            return named;
        }
        boolean over = pod.deleting() && pod.tree().object("metadata").integer("deletionGracePeriodSeconds", 1) == 0;
        return !over && OwnerReferences.isControlledBy(claim, pod);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(1);
    }

    @Override
    public void close() {
        loop.close();
    }
}
