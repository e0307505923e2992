package dev.jukung.apiserver.registry;

import dev.jukung.model.ResourceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All kinds that are served now. Replaced as a whole when custom resources come and go. Thread-safe. */
public final class Kinds {
    private record Name(String group, String version, String plural) {}

    private volatile Map<Name, Kind> byName = Map.of();

    public Kinds(Collection<Kind> builtIn) {
        builtIn.forEach(this::add);
    }

    public synchronized void add(Kind kind) {
        Map<Name, Kind> changed = new LinkedHashMap<>(byName);
        changed.put(name(kind.type()), kind);
        byName = Collections.unmodifiableMap(changed);
    }

    public synchronized void remove(ResourceType<?> type) {
        Map<Name, Kind> changed = new LinkedHashMap<>(byName);
        changed.remove(name(type));
        byName = Collections.unmodifiableMap(changed);
    }

    private static Name name(ResourceType<?> type) {
        return new Name(type.group(), type.version(), type.plural());
    }

    public Optional<Kind> find(String group, String version, String plural) {
        return Optional.ofNullable(byName.get(new Name(group, version, plural)));
    }

    public Optional<Kind> find(ResourceType<?> type) {
        return Optional.ofNullable(byName.get(name(type)));
    }

    /** The kind of a type that is known to be built in. */
    public Kind get(ResourceType<?> type) {
        return find(type).orElseThrow(() -> new IllegalArgumentException("not served: " + type));
    }

    /** Any version of a resource. */
    public Optional<Kind> ofResource(String group, String plural) {
        return byName.values().stream()
                .filter(kind -> kind.type().group().equals(group)
                        && kind.type().plural().equals(plural))
                .findFirst();
    }

    /** In the order of declaration. */
    public List<Kind> all() {
        return new ArrayList<>(byName.values());
    }

    public List<Kind> in(String group, String version) {
        return byName.values().stream()
                .filter(kind -> kind.type().group().equals(group)
                        && kind.type().version().equals(version))
                .toList();
    }
}
