package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;

/** A kind whose generation counts the changes of its spec, without other rules. */
class SpecStrategy implements Strategy {
    static final Strategy INSTANCE = new SpecStrategy();

    @Override
    public boolean hasGeneration() {
        return true;
    }
}
