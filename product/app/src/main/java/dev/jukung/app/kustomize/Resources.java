package dev.jukung.app.kustomize;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The resources of a build in their order; no two have the same id. Confined to one thread. */
final class Resources {
    private static final String LOCAL_CONFIGURATION = "config.kubernetes.io/local-config";

    private final List<Resource> list = new ArrayList<>();

    List<Resource> all() {
        return List.copyOf(list);
    }

    void add(Resource resource) {
        if (list.stream().anyMatch(present -> present.id().equals(resource.id()))) {
            throw new KustomizeException("may not add resource with an already registered id: " + resource.id());
        }
        list.add(resource);
    }

    void addAll(Collection<Resource> resources) {
        resources.forEach(this::add);
    }

    /** Adds what a generator made, or lets it take the place of what is there, as its behavior says. */
    void absorb(Resource generated) {
        List<Resource> matches = withId(generated.id());
        if (matches.size() > 1) {
            throw new KustomizeException("found multiple objects that could accept merge of " + generated.id());
        }
        if (matches.isEmpty()) {
            if (generated.behavior() != Resource.Behavior.CREATE) {
                throw new KustomizeException("id " + generated.id() + " does not exist; cannot merge or replace");
            }
            add(generated);
            return;
        }
        Resource old = matches.getFirst();
        if (generated.behavior() == Resource.Behavior.CREATE) {
            throw new KustomizeException("id " + generated.id() + " exists; behavior must be merge or replace");
        }
        generated.takeOver(old);
        if (generated.behavior() == Resource.Behavior.MERGE) {
            generated.change(tree -> mergeData(old.tree(), mergeData(old.tree(), tree, "data"), "binaryData"));
        }
        list.set(list.indexOf(old), generated);
    }

    private static ObjectValue mergeData(ObjectValue old, ObjectValue tree, String field) {
        ObjectValue merged = Trees.merged(old.object(field), tree.object(field));
        return merged.isEmpty() ? tree : tree.with(field, merged);
    }

    /** Those that have or had that id. */
    List<Resource> withId(ResourceId id) {
        return list.stream().filter(resource -> resource.isOrWas(id)).toList();
    }

    /** The one that has or had that id. */
    Resource one(ResourceId id) {
        List<Resource> matches = withId(id);
        if (matches.size() != 1) {
            throw new KustomizeException((matches.isEmpty() ? "no matches for Id " : "multiple matches for Id ") + id
                    + "; failed to find unique target for patch " + id);
        }
        return matches.getFirst();
    }

    void remove(Resource resource) {
        list.remove(resource);
    }

    /** Fails when a change has given two resources the same id. */
    void checkIds(String what) {
        for (Resource resource : list) {
            if (list.stream().filter(other -> other.id().equals(resource.id())).count() > 1) {
                throw new KustomizeException(what + " produces ID conflict: " + resource.id());
            }
        }
    }

    /** Removes what is only there to configure the build. */
    void dropLocalConfiguration() {
        list.removeIf(resource -> Optional.ofNullable(
                        resource.tree().object("metadata").object("annotations").get(LOCAL_CONFIGURATION))
                .filter(value -> !"false".equals(value))
                .isPresent());
    }
}
