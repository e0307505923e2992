package dev.jukung.runtime;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Event;
import dev.jukung.model.core.v1.EventSource;
import dev.jukung.model.core.v1.ObjectReference;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.runtime.EventCorrelator.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells users what a component did and why, as core/v1 Events. Recording never blocks and never fails: events are written
 * by a thread of the recorder, correlated as client-go does, and are lost when the API server refuses them or too many
 * wait. Thread-safe.
 */
public final class EventRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    /** client-go's: more than this waiting means that nobody could read them anyway. */
    static final int WAITING_MAX = 1000;
    /** client-go's: how often a write is tried while the API server cannot be reached. */
    static final int TRIES_MAX = 12;

    static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(10);

    private record Recorded(Event event, Cause cause, Clock.Hold hold) {}

    private final ApiClient client;
    private final String component;
    private final String host;
    private final Clock clock;
    private final Surroundings surroundings;
    private final EventCorrelator correlator = new EventCorrelator(); // confined to the writer
    private final Thread writer;

    // Guarded by this.
    private final Queue<Recorded> waiting = new ArrayDeque<>();
    private long lastNanos;
    private boolean closed;

    /**
     * @param component {@code deployment-controller}
     * @param host the node it runs on; empty for components of the control plane
     */
    public EventRecorder(ApiClient client, String component, String host, Surroundings surroundings) {
        this.client = client;
        this.component = component;
        this.host = host;
        this.surroundings = surroundings;
        this.clock = surroundings.clock();
        this.writer = Thread.ofVirtual().name("events-" + component).start(this::write);
    }

    /** The reference to an object that events carry. */
    public static ObjectReference reference(KubeObject object) {
        ObjectReference reference = ObjectReference.EMPTY
                .withKind(object.tree().text("kind", ""))
                .withApiVersion(object.tree().text("apiVersion", ""))
                .withName(object.name())
                .withUid(object.uid())
                .withResourceVersion(object.resourceVersion());
        return object.namespace().isEmpty() ? reference : reference.withNamespace(object.namespace());
    }

    public void normal(KubeObject regarding, String reason, String message) {
        record(reference(regarding), "Normal", reason, message);
    }

    public void warning(KubeObject regarding, String reason, String message) {
        record(reference(regarding), "Warning", reason, message);
    }

    /** @param type {@code Normal} or {@code Warning} */
    public synchronized void record(ObjectReference regarding, String type, String reason, String message) {
        if (closed || waiting.size() >= WAITING_MAX) {
            LOG.warn("event lost: {} {} {}", regarding.name().orElse(""), reason, message);
            return;
        }
        waiting.add(new Recorded(event(regarding, type, reason, message), Cause.current(), clock.hold()));
        notifyAll();
    }

    private Event event(ObjectReference regarding, String type, String reason, String message) {
        Instant now = clock.now();
        // client-go's names; the time may stand still here, so it is moved on by hand
        lastNanos = Math.max(lastNanos + 1, now.getEpochSecond() * 1_000_000_000L + now.getNano());
        String name = String.format(Locale.ROOT, "%s.%x", regarding.name().orElse(""), lastNanos);
        EventSource source = EventSource.EMPTY.withComponent(component);
        return Event.named(regarding.namespace().orElse("default"), name)
                .withInvolvedObject(regarding)
                .withReason(reason)
                .withMessage(message)
                .withSource(host.isEmpty() ? source : source.withHost(host))
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withType(type)
                .withReportingComponent(component)
                .withReportingInstance(host);
    }

    private void write() {
        try {
            while (true) {
                Recorded recorded = take();
                Clock.Hold hold = recorded.hold();
                try {
                    hold = ScopedValue.where(Cause.CURRENT, recorded.cause())
                            .<Clock.Hold, InterruptedException>call(() -> write(recorded));
                } catch (RuntimeException bug) {
                    surroundings.faults().report("writing an event of " + component, bug);
                } finally {
                    hold.close();
                    recorded.hold().close();
                }
            }
        } catch (InterruptedException _) {
            LOG.trace("event recorder of {} ends", component); // close() asked for it
        }
    }

    private synchronized Recorded take() throws InterruptedException {
        while (waiting.isEmpty()) {
            if (closed) {
                throw new InterruptedException("closed");
            }
            wait();
        }
        return waiting.remove();
    }

    /** Returns the hold that is open now. */
    private Clock.Hold write(Recorded recorded) throws InterruptedException {
        Decision decision = correlator.correlate(recorded.event(), clock.now());
        Clock.Hold hold = recorded.hold();
        for (int tries = 1; ; tries++) {
            try {
                switch (decision) {
                    case Decision.Create(Event event) -> client.create(Resources.EVENTS, event);
                    case Decision.Count count -> count(count);
                    case Decision.Drop() -> LOG.debug("event dropped: {} tells too many", component);
                }
                return hold;
            } catch (ApiException e) {
                boolean unreachable = e.reason().remedy() == Reason.Remedy.WAIT;
                if (!unreachable || tries >= TRIES_MAX) {
                    LOG.debug("Server rejected event (will not retry!): {}: {}", recorded.event(), e.getMessage());
                    return hold;
                }
                hold = clock.pause(hold, TRY_AGAIN_AFTER);
            }
        }
    }

    private void count(Decision.Count count) throws InterruptedException {
        try {
            ObjectKey key = count.event().key();
            client.patch(Resources.EVENTS, key, Patch.strategic(count.patch()), WriteOptions.NONE);
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND)) {
                throw e;
            }
            client.create(Resources.EVENTS, count.event()); // it has expired meanwhile
        }
    }

    /** Writes what waits, for a while, and ends. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            if (!writer.join(Duration.ofSeconds(1))) {
                writer.interrupt();
            }
        } catch (InterruptedException _) {
            writer.interrupt(); // whoever closes us is in a hurry
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            waiting.forEach(recorded -> recorded.hold().close());
            waiting.clear();
        }
    }
}
