package dev.jukung.controllers.namespace;

import dev.jukung.controllers.namespace.ContentDeletion.Remaining;
import dev.jukung.controllers.namespace.ContentDeletion.Round;
import dev.jukung.model.core.v1.NamespaceCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** What the conditions of a namespace say about its deletion, in Kubernetes' words. */
final class NamespaceConditions {
    private NamespaceConditions() {}

    static List<NamespaceCondition> after(Round round, List<NamespaceCondition> before, Instant now) {
        Remaining remaining = round.remaining();
        List<NamespaceCondition> result = new ArrayList<>(before);
        set(
                result,
                round.server().failures().isEmpty()
                        ? fine(
                                "NamespaceDeletionDiscoveryFailure",
                                "ResourcesDiscovered",
                                "All resources successfully discovered")
                        : trouble(
                                "NamespaceDeletionDiscoveryFailure",
                                "DiscoveryFailed",
                                "Discovery failed for some groups, "
                                        + round.server().failures().size() + " failing: "
                                        + round.server().failure()),
                now);
        set(
                result,
                fine(
                        "NamespaceDeletionGroupVersionParsingFailure",
                        "ParsedGroupVersions",
                        "All legacy kube types successfully parsed"),
                now);
        set(
                result,
                remaining.errors().isEmpty()
                        ? fine(
                                "NamespaceDeletionContentFailure",
                                "ContentDeleted",
                                "All content successfully deleted, may be waiting on finalization")
                        : trouble(
                                "NamespaceDeletionContentFailure",
                                "ContentDeletionFailed",
                                "Failed to delete all resource types, "
                                        + remaining.errors().size() + " remaining: "
                                        + remaining.errors().stream().sorted().collect(Collectors.joining(", "))),
                now);
        // While pods are going the others have not been looked at: Kubernetes says nothing of what remains then.
        boolean told = !round.podsOnly();
        set(
                result,
                remaining.resources().isEmpty() || !told
                        ? fine("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed")
                        : trouble(
                                "NamespaceContentRemaining",
                                "SomeResourcesRemain",
                                "Some resources are remaining: "
                                        + joined(
                                                remaining.resources(),
                                                (name, count) -> name + " has " + count + " resource instances")),
                now);
        set(
                result,
                remaining.finalizers().isEmpty() || !told
                        ? fine(
                                "NamespaceFinalizersRemaining",
                                "ContentHasNoFinalizers",
                                "All content-preserving finalizers finished")
                        : trouble(
                                "NamespaceFinalizersRemaining",
                                "SomeFinalizersRemain",
                                "Some content in the namespace has finalizers remaining: "
                                        + joined(
                                                remaining.finalizers(),
                                                (name, count) -> name + " in " + count + " resource instances")),
                now);
        return result;
    }

    private static String joined(Map<String, Integer> counts, BiFunction<String, Integer, String> words) {
        return counts.entrySet().stream()
                .map(entry -> words.apply(entry.getKey(), entry.getValue()))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static NamespaceCondition fine(String type, String reason, String message) {
        return NamespaceCondition.EMPTY
                .withType(type)
                .withStatus("False")
                .withReason(reason)
                .withMessage(message);
    }

    private static NamespaceCondition trouble(String type, String reason, String message) {
        return fine(type, reason, message).withStatus("True");
    }

    private static void set(List<NamespaceCondition> conditions, NamespaceCondition condition, Instant now) {
        for (int i = 0; i < conditions.size(); i++) {
            NamespaceCondition old = conditions.get(i);
            if (old.type().equals(condition.type())) {
                boolean same = old.status().equals(condition.status());
                Optional<Instant> since = same ? old.lastTransitionTime() : Optional.of(now);
                conditions.set(i, condition.withLastTransitionTime(since.orElse(now)));
                return;
            }
        }
        conditions.add(condition.withLastTransitionTime(now));
    }
}
