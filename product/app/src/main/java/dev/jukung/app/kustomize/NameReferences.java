package dev.jukung.app.kustomize;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Repairs the fields that name objects whose names a build has changed. A name leads to the object that had it once, is of
 * the right kind and could be meant from where the reference stands; more than one is an error. Confined to one thread.
 */
final class NameReferences {
    private final Resources resources;

    NameReferences(Resources resources) {
        this.resources = resources;
    }

    void repair() {
        for (Reference reference : Reference.all()) {
            for (Resource referrer : resources.all()) {
                if (reference.field().selects(referrer.originalId().kind())) {
                    reference.field().change(referrer, () -> "", value -> repaired(reference, referrer, value));
                }
            }
        }
    }

    private Object repaired(Reference reference, Resource referrer, Object value) {
        return switch (value) {
            case String name ->
                referral(reference, referrer, name, candidates(referrer), false)
                        .map(Resource::name)
                        .orElse(name);
            case ListValue list ->
                ListValue.copyOf(list.stream()
                        .map(item -> repaired(reference, referrer, item))
                        .toList());
            case ObjectValue object -> repairedObject(reference, referrer, object);
            default -> value;
        };
    }

    /** A reference of name and namespace; the namespace follows the object too. */
    private ObjectValue repairedObject(Reference reference, Resource referrer, ObjectValue object) {
        String name = object.text("name", "");
        List<Resource> candidates = candidates(referrer);
        if (object.has("namespace")) {
            String namespace = object.text("namespace", "");
            List<Resource> once = candidates.stream()
                    .filter(candidate -> candidate.originalId().namespace().equals(namespace))
                    .toList();
            candidates = once.isEmpty()
                    ? candidates.stream()
                            .filter(candidate -> candidate.id().namespace().equals(namespace))
                            .toList()
                    : once;
        }
        Optional<Resource> found = referral(reference, referrer, name, candidates, true);
        if (found.isEmpty()) {
            return object;
        }
        ObjectValue renamed = object.with("name", found.get().name());
        String namespace = found.get().namespace();
        return namespace.isEmpty() ? renamed : renamed.with("namespace", namespace);
    }

    /** What {@code referrer} can refer to at all: its namespace, what has none, and where its subjects are. */
    private List<Resource> candidates(Resource referrer) {
        ResourceId from = referrer.id();
        if (from.clusterScoped()) {
            return resources.all();
        }
        Set<String> subjects = new HashSet<>();
        if (from.kind().name().equals("RoleBinding")) {
            for (ObjectValue subject : referrer.tree().list("subjects").objects()) {
                if (subject.text("kind", "").equals("ServiceAccount")) {
                    subject.text("namespace").ifPresent(subjects::add);
                }
            }
        }
        return resources.all().stream()
                .filter(target -> target.id().clusterScoped()
                        || target.id().namespace().equals(from.namespace())
                        || subjects.contains(target.namespace()))
                .toList();
    }

    private Optional<Resource> referral(
            Reference reference, Resource referrer, String name, List<Resource> candidates, boolean namespaceCounts) {
        List<Resource> left = candidates.stream()
                .filter(target ->
                        target.previousIds().stream().anyMatch(id -> id.name().equals(name)))
                .filter(target -> target.previousIds().stream().anyMatch(id -> reference.isTarget(id.kind())))
                .filter(target -> fitsRoleReference(reference, referrer, target))
                .filter(target -> sameNamespace(referrer, target))
                .toList();
        if (left.size() > 1) {
            left = withAffixesOf(referrer, left);
        }
        if (left.isEmpty()) {
            return Optional.empty();
        }
        Stream<String> names =
                left.stream().map(target -> namespaceCounts ? target.namespace() + "/" + target.name() : target.name());
        if (names.distinct().count() > 1) {
            throw new KustomizeException("updating name reference in '"
                    + String.join("/", reference.field().path()) + "' field of '" + referrer.id()
                    + "': found multiple possible referrals: "
                    + left.stream().map(Resource::id).toList());
        }
        return Optional.of(left.getFirst());
    }

    /** Those that went through the same folders as the referrer, as far as affixes show it. */
    private static List<Resource> withAffixesOf(Resource referrer, List<Resource> targets) {
        List<Resource> similar = targets.stream()
                .filter(target -> target.affixesMatch(referrer, true))
                .toList();
        return similar.size() < 2
                ? similar
                : similar.stream()
                        .filter(target -> target.affixesMatch(referrer, false))
                        .toList();
    }

    /** A role's reference says itself whether it means a Role or a ClusterRole. */
    private static boolean fitsRoleReference(Reference reference, Resource referrer, Resource target) {
        if (!reference.field().path().equals(List.of("roleRef", "name"))) {
            return true;
        }
        ObjectValue role = referrer.tree().object("roleRef");
        if (!role.has("apiGroup") || !role.has("kind")) {
            return true;
        }
        return target.previousIds().stream()
                .anyMatch(id -> id.kind().group().equals(role.text("apiGroup", ""))
                        && id.kind().name().equals(role.text("kind", "")));
    }

    private static boolean sameNamespace(Resource referrer, Resource target) {
        return referrer.id().clusterScoped()
                || target.id().clusterScoped()
                || target.kind().name().equals("ServiceAccount")
                || target.id().namespace().equals(referrer.id().namespace());
    }
}
