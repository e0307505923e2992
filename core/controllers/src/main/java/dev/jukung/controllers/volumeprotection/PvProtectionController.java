package dev.jukung.controllers.volumeprotection;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.PersistentVolume;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.util.Optional;

/** The persistentvolume-protection-controller: a PersistentVolume that is deleted stays while it is bound to a claim. */
public final class PvProtectionController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "persistentvolume-protection-controller";
    private static final ProtectionFinalizer FINALIZER = new ProtectionFinalizer("kubernetes.io/pv-protection");

    private final ApiClient client;
    private final Lister<PersistentVolume> volumes;
    private final ControllerLoop<ObjectKey> loop;

    public PvProtectionController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        Informer<PersistentVolume> informer = informers.of(Resources.PERSISTENTVOLUMES);
        volumes = informer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        informer.handle(change -> {
            if (!(change instanceof Change.Deleted<PersistentVolume>)) {
                loop.add(change.object().key(), change.trigger());
            }
        });
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<PersistentVolume> found = volumes.find(key);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        PersistentVolume volume = found.get();
        boolean bound = volume.status().phase().filter("Bound"::equals).isPresent();
        if (FINALIZER.holds(volume) && !bound) {
            FINALIZER.remove(client, Resources.PERSISTENTVOLUMES, volume);
        } else if (FINALIZER.isMissing(volume)) {
            FINALIZER.add(client, Resources.PERSISTENTVOLUMES, volume);
        }
        return Outcome.SETTLED;
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
