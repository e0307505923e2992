package dev.jukung.app.client;

import dev.jukung.base.Clock;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.runtime.ApiClient.Event;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.ApiClient.Listing;
import dev.jukung.runtime.ApiClient.WatchQuery;
import dev.jukung.runtime.ApiClient.WatchStream;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Waits for what becomes of objects, all within one span of time; by watches, so it asks only once. Confined to one thread. */
public final class Awaiting {
    private final Connection connection;
    private final Clock clock;
    private final long endNanos;

    public Awaiting(Connection connection, Clock clock, Duration timeout) {
        this.connection = connection;
        this.clock = clock;
        this.endNanos = clock.nanos() + timeout.toNanos();
    }

    private Duration left() {
        return Duration.ofNanos(endNanos - clock.nanos());
    }

    /** @param condition of the object, or of its absence; false when the time was over before */
    public <T extends KubeObject> boolean await(
            ResourceType<T> type, ObjectKey key, Predicate<Optional<ObjectValue>> condition)
            throws InterruptedException {
        ListQuery query = ListQuery.in(key.namespace()).fields("metadata.name=" + key.name());
        while (true) {
            Listing<T> listing = connection.api().list(type, query);
            Optional<ObjectValue> now =
                    listing.items().stream().map(KubeObject::tree).findFirst();
            if (condition.test(now)) {
                return true;
            }
            if (!left().isPositive()) {
                return false;
            }
            WatchQuery changes = new WatchQuery(key.namespace(), "", query.fieldSelector(), listing.resourceVersion());
            try (WatchStream<T> watch = connection.api().watch(type, changes)) {
                if (follow(watch, condition)) {
                    return true;
                }
            }
        }
    }

    /** False when the watch has ended, by time or by the server. */
    private <T extends KubeObject> boolean follow(WatchStream<T> watch, Predicate<Optional<ObjectValue>> condition)
            throws InterruptedException {
        Clock.Timer timer = clock.after(left(), watch::close);
        try {
            for (Event<T> event = watch.next(); !(event instanceof Event.Ended<T>); event = watch.next()) {
                boolean holds =
                        switch (event) {
                            case Event.Added<T>(T object) -> condition.test(Optional.of(object.tree()));
                            case Event.Modified<T>(T object) -> condition.test(Optional.of(object.tree()));
                            case Event.Deleted<T> _ -> condition.test(Optional.empty());
                            case Event.Bookmark<T> _, Event.Ended<T> _ -> false;
                        };
                if (holds) {
                    return true;
                }
            }
            return false;
        } finally {
            timer.cancel();
        }
    }
}
