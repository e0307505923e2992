package dev.jukung.runtime;

import dev.jukung.model.KubeObject;
import java.util.Optional;

/** How an informer's knowledge of one object changed. */
public sealed interface Change<T extends KubeObject> {
    record Added<T extends KubeObject>(T after) implements Change<T> {}

    record Modified<T extends KubeObject>(T before, T after) implements Change<T> {}

    /** @param before the object as it was last known */
    record Deleted<T extends KubeObject>(T before) implements Change<T> {}

    /** The newest state: after the change, or the last one before deletion. */
    default T object() {
        return switch (this) {
            case Added<T>(T after) -> after;
            case Modified<T>(T _, T after) -> after;
            case Deleted<T>(T before) -> before;
        };
    }

    default Optional<T> previous() {
        return switch (this) {
            case Added<T> _ -> Optional.empty();
            case Modified<T>(T before, T _) -> Optional.of(before);
            case Deleted<T>(T before) -> Optional.of(before);
        };
    }

    /** The resourceVersion of the newest state as a number, for {@link ControllerLoop#add}; 0 when it is none. */
    default long trigger() {
        return versionOf(object().resourceVersion());
    }

    static long versionOf(String resourceVersion) {
        try {
            return resourceVersion.isEmpty() ? 0 : Long.parseLong(resourceVersion);
        } catch (NumberFormatException _) {
            return 0; // the contract of trigger(): other servers may use versions that are no numbers
        }
    }

    /** Told of every change, in order, on the informer's thread: it must be quick and must not block. */
    @FunctionalInterface
    interface Handler<T extends KubeObject> {
        void changed(Change<T> change);
    }
}
