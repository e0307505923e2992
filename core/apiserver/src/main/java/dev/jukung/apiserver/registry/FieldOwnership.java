package dev.jukung.apiserver.registry;

import dev.jukung.base.Clock;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.apply.ApplyConflictException;
import dev.jukung.schema.apply.ApplyException;
import dev.jukung.schema.apply.FieldManager;
import dev.jukung.schema.apply.ObjectVersions;
import dev.jukung.value.ObjectValue;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** {@link Ownership} by the rules of server-side apply. Thread-safe. */
public final class FieldOwnership implements Ownership {
    private record Place(Kind kind, String subresource) {}

    private final Kinds kinds;
    private final Clock clock;
    private final Map<Place, FieldManager> managers = new ConcurrentHashMap<>();

    public FieldOwnership(Kinds kinds, Clock clock) {
        this.kinds = kinds;
        this.clock = clock;
    }

    /** Kinds that are not served any more. */
    public void forget(Collection<Kind> gone) {
        managers.keySet().removeIf(place -> gone.contains(place.kind()));
    }

    private FieldManager manager(Call call) {
        return managers.computeIfAbsent(new Place(call.kind(), call.subresource()), place -> {
            String apiVersion = place.kind().type().apiVersion();
            FieldManager.Kind managed =
                    new FieldManager.Kind(apiVersion, place.kind().type().kind(), place.subresource());
            return new FieldManager(
                    managed,
                    place.kind().schema(),
                    versions(place.kind()),
                    Map.of(apiVersion, ResetFields.of(place.kind(), place.subresource())));
        });
    }

    private ObjectVersions versions(Kind kind) {
        return (object, apiVersion) -> {
            int slash = apiVersion.indexOf('/');
            String group = slash < 0 ? "" : apiVersion.substring(0, slash);
            Optional<Kind> wanted = kinds.find(
                    group, apiVersion.substring(slash + 1), kind.type().plural());
            return wanted.filter(other -> other.collection().equals(kind.collection()))
                    .map(other -> new ObjectVersions.Versioned(converted(object, kind, other), other.schema()));
        };
    }

    private static ObjectValue converted(ObjectValue object, Kind from, Kind to) {
        return from == to
                ? object
                : to.conversion().fromStored(from.conversion().toStored(object));
    }

    @Override
    public ObjectValue written(Call call, Optional<ObjectValue> old, ObjectValue object) {
        ObjectValue live = old.orElse(ObjectValue.EMPTY);
        try {
            ObjectValue managed =
                    manager(call).update(live, object, call.rules().fieldManager(), clock.now());
            return FieldManager.ignoringTimes(live, managed);
        } catch (ApplyException _) {
            return FieldManager.withManagedFieldsOf(live, object); // as the contract of update() says
        }
    }

    @Override
    public ObjectValue settled(ObjectValue old, ObjectValue object) {
        return FieldManager.ignoringTimes(old, object);
    }

    @Override
    public ObjectValue applied(Call call, Optional<ObjectValue> live, ObjectValue configuration) {
        try {
            return manager(call)
                    .apply(
                            live.orElse(ObjectValue.EMPTY),
                            configuration,
                            call.rules().fieldManager(),
                            call.rules().force(),
                            clock.now());
        } catch (ApplyConflictException e) {
            ObjectValue details = ObjectValue.of("causes", e.causes());
            throw new ApiException(Reason.CONFLICT, 409, String.valueOf(e.getMessage()), details);
        } catch (ApplyException e) {
            throw refused(e);
        }
    }

    @Override
    public void check(Call call, ObjectValue configuration) {
        try {
            manager(call).check(configuration);
        } catch (ApplyException e) {
            throw refused(e);
        }
    }

    /** Kubernetes gives no reason for what is not a bad request. */
    private static ApiException refused(ApplyException e) {
        return new ApiException(
                e.isBadRequest() ? Reason.BAD_REQUEST : Reason.UNKNOWN, String.valueOf(e.getMessage()), e);
    }
}
