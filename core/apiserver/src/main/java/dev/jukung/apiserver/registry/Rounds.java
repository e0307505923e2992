package dev.jukung.apiserver.registry;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The rounds of mutation that one object goes through: a second one follows when a plugin that comes late has changed what
 * earlier ones look at. Keeps what plugins want to remember until then. Confined to the request's thread.
 */
public final class Rounds {
    private final Map<Class<?>, Object> memory = new HashMap<>();
    private boolean wanted;
    private boolean second;

    /** Asks for a second round; without effect during it. */
    public void wantAnother() {
        wanted = true;
    }

    /** Begins the second round if one is wanted and has not been yet. */
    public boolean next() {
        if (second || !wanted) {
            return false;
        }
        second = true;
        return true;
    }

    public boolean isSecond() {
        return second;
    }

    /** What a plugin remembers, made when it asks first. @param plugin whose memory it is */
    public <T> T memory(Class<?> plugin, Class<T> type, Supplier<T> fresh) {
        return type.cast(memory.computeIfAbsent(plugin, _ -> fresh.get()));
    }
}
