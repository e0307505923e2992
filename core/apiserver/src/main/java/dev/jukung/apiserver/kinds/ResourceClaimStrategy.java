package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.value.ObjectValue;

/** The rules of ResourceClaims and of the templates of them. */
record ResourceClaimStrategy(boolean template) implements Strategy {
    @Override
    public ObjectValue defaults(ObjectValue object) {
        ObjectValue spec = object.object("spec");
        ObjectValue completed =
                template ? spec.with("spec", DeviceClaims.defaults(spec.object("spec"))) : DeviceClaims.defaults(spec);
        return object.with("spec", completed);
    }
}
