package dev.jukung.apiserver.registry;

import dev.jukung.model.ResourceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All kinds that are served now. Every read sees one state of it; kinds that belong together (the versions of a custom
 * resource) come and go in one step. Whoever works with a kind for long, as a watch does, can be told when it goes.
 * Thread-safe.
 */
public final class Kinds {
    private record Name(String group, String version, String plural) {
        static Name of(ResourceType<?> type) {
            return new Name(type.group(), type.version(), type.plural());
        }
    }

    private record GroupVersion(String group, String version) {}

    /** One state, never changed. */
    private record Served(Map<Name, Kind> byName, Map<GroupVersion, List<Kind>> byVersion, List<Kind> all) {
        static Served of(Map<Name, Kind> kinds) {
            Map<GroupVersion, List<Kind>> versions = new LinkedHashMap<>();
            for (Kind kind : kinds.values()) {
                GroupVersion of =
                        new GroupVersion(kind.type().group(), kind.type().version());
                versions.computeIfAbsent(of, _ -> new ArrayList<>()).add(kind);
            }
            versions.replaceAll((_, list) -> List.copyOf(list));
            return new Served(kinds, versions, List.copyOf(kinds.values()));
        }
    }

    private volatile Served served;
    private final Map<Kind, Set<Runnable>> endings = new ConcurrentHashMap<>();

    public Kinds(Collection<Kind> builtIn) {
        Map<Name, Kind> kinds = new LinkedHashMap<>();
        builtIn.forEach(kind -> kinds.put(Name.of(kind.type()), kind));
        served = Served.of(kinds);
    }

    /** Takes kinds out and puts others in, as one step for every reader; then tells those who use what has gone. */
    public void replace(Collection<Kind> gone, Collection<Kind> come) {
        synchronized (this) {
            Map<Name, Kind> kinds = new LinkedHashMap<>(served.byName());
            gone.forEach(kind -> kinds.remove(Name.of(kind.type()), kind));
            come.forEach(kind -> kinds.put(Name.of(kind.type()), kind));
            served = Served.of(kinds);
        }
        for (Kind kind : gone) {
            Set<Runnable> users = endings.remove(kind);
            if (users != null) {
                users.forEach(Runnable::run);
            }
        }
    }

    /** Not interested any more. */
    @FunctionalInterface
    interface Registration {
        void cancel();
    }

    /** Runs {@code task} when this kind is not served any more, at once if that is so already. */
    Registration whenGone(Kind kind, Runnable task) {
        Set<Runnable> users = endings.computeIfAbsent(kind, _ -> ConcurrentHashMap.newKeySet());
        users.add(task);
        if (find(kind.type()).orElse(null) != kind && users.remove(task)) {
            task.run();
        }
        return () -> users.remove(task);
    }

    public Optional<Kind> find(String group, String version, String plural) {
        return Optional.ofNullable(served.byName().get(new Name(group, version, plural)));
    }

    public Optional<Kind> find(ResourceType<?> type) {
        return Optional.ofNullable(served.byName().get(Name.of(type)));
    }

    /** The kind of a type that is known to be built in. */
    public Kind get(ResourceType<?> type) {
        return find(type).orElseThrow(() -> new IllegalArgumentException("not served: " + type));
    }

    /** Any version of a resource. */
    public Optional<Kind> ofResource(String group, String plural) {
        return all().stream()
                .filter(kind -> kind.type().group().equals(group)
                        && kind.type().plural().equals(plural))
                .findFirst();
    }

    /** Whether a group has kinds that are built in. */
    public boolean isBuiltIn(String group) {
        return all().stream()
                .anyMatch(kind -> !kind.isCustom() && kind.type().group().equals(group));
    }

    /** In the order of declaration. */
    public List<Kind> all() {
        return served.all();
    }

    public List<Kind> in(String group, String version) {
        return served.byVersion().getOrDefault(new GroupVersion(group, version), List.of());
    }
}
