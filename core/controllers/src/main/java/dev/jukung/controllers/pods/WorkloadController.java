package dev.jukung.controllers.pods;

import dev.jukung.model.ObjectKey;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.util.function.Function;

/** What the controllers of workloads have in common: a name, workers on one queue of keys, and events. Thread-safe. */
public abstract class WorkloadController implements Controller {
    private final String name;
    private final int workers;
    private final EventRecorder events;
    private final ControllerLoop<ObjectKey> loop;

    /** @param reconciler is made with what records its events */
    protected WorkloadController(
            String name,
            int workers,
            ApiClient client,
            Surroundings surroundings,
            Function<EventRecorder, Reconciler<ObjectKey>> reconciler) {
        this.name = name;
        this.workers = workers;
        events = new EventRecorder(client, name, "", surroundings);
        loop = new ControllerLoop<>(name, reconciler.apply(events), surroundings);
    }

    /** Queues the key, because of the change. */
    protected final void look(ObjectKey key, Change<?> change) {
        loop.add(key, change.trigger());
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final void start() {
        loop.start(workers);
    }

    @Override
    public final void close() {
        loop.close();
        events.close();
    }
}
