package dev.jukung.network;

import dev.jukung.model.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the table should hold: the sum of the plans of all Services, and what changed in it since {@link #drain}.
 *
 * <p>Several plans may want the same thing. A chain or an element with one value is then shared and goes with the last
 * of them. If values differ (two Services claim one external address and port) the Service whose key sorts first wins
 * until it lets go, so the content depends on the plans only and not on the order in which they came.
 *
 * <p>Cost: a changed plan costs its own size, never that of the table. Confined to one thread.
 */
final class RuleLedger {
    private record Claim(
            ObjectKey owner, String value, @Nullable Claim next) {}

    private record Use<T>(T content, int count) {}

    private final Map<ObjectKey, ServicePlan> plans = new HashMap<>();
    private final Map<RuleElement, Claim> elements = new HashMap<>();
    private final Map<String, Use<RuleChain>> chains = new HashMap<>();
    private final Map<String, Use<String>> sets = new HashMap<>();

    // What the touched things were at the last drain; empty for absent. In order of the first touch.
    private final Map<RuleElement, Optional<String>> elementsBefore = new LinkedHashMap<>();
    private final Map<String, Optional<RuleChain>> chainsBefore = new LinkedHashMap<>();
    private final Map<String, Optional<String>> setsBefore = new LinkedHashMap<>();

    /** Replaces the plan of its Service; a plan without content removes it. Returns the one before. */
    ServicePlan put(ServicePlan plan) {
        ServicePlan old = Optional.ofNullable(plans.get(plan.service())).orElse(ServicePlan.none(plan.service()));
        if (plan.elements().isEmpty() && plan.fronts().isEmpty()) {
            plans.remove(plan.service());
        } else {
            plans.put(plan.service(), plan);
        }
        old.elements().forEach((element, value) -> {
            if (!value.equals(plan.elements().get(element))) {
                release(plan.service(), element);
            }
        });
        plan.elements().forEach((element, value) -> {
            if (!value.equals(old.elements().get(element))) {
                claim(plan.service(), element, value);
            }
        });
        count(old.chains(), plan.chains(), chains, chainsBefore);
        count(old.sets(), plan.sets(), sets, setsBefore);
        return old;
    }

    Collection<ServicePlan> plans() {
        return Collections.unmodifiableCollection(plans.values());
    }

    Optional<ServicePlan> plan(ObjectKey service) {
        return Optional.ofNullable(plans.get(service));
    }

    int elementCount() {
        return elements.size();
    }

    /** The Service whose claim to {@code element} counts. */
    Optional<ObjectKey> owner(RuleElement element) {
        return Optional.ofNullable(elements.get(element)).map(Claim::owner);
    }

    /** What has changed since the last call. */
    RuleChanges drain() {
        Map<RuleElement, String> added = new LinkedHashMap<>();
        List<RuleElement> removed = new ArrayList<>();
        elementsBefore.forEach((element, before) -> {
            Optional<String> now = Optional.ofNullable(elements.get(element)).map(Claim::value);
            if (!now.equals(before)) {
                before.ifPresent(_ -> removed.add(element));
                now.ifPresent(value -> added.put(element, value));
            }
        });
        List<RuleChain> addedChains = new ArrayList<>();
        List<RuleChain> changedChains = new ArrayList<>();
        List<String> removedChains = new ArrayList<>();
        chainsBefore.forEach((name, before) -> {
            Use<RuleChain> now = chains.get(name);
            if (now == null) {
                before.ifPresent(_ -> removedChains.add(name));
            } else if (before.isEmpty()) {
                addedChains.add(now.content());
            } else if (!before.get().equals(now.content())) {
                changedChains.add(now.content());
            }
        });
        Map<String, String> addedSets = new LinkedHashMap<>();
        List<String> removedSets = new ArrayList<>();
        setsBefore.forEach((name, before) -> {
            Use<String> now = sets.get(name);
            if (now == null) {
                before.ifPresent(_ -> removedSets.add(name));
            } else if (before.isEmpty()) {
                addedSets.put(name, now.content());
            }
        });
        forget();
        return new RuleChanges(addedSets, addedChains, changedChains, removed, added, removedChains, removedSets);
    }

    /** Everything, as the change from an empty table; what was to be drained is part of it and forgotten. */
    RuleChanges everything() {
        forget();
        Map<RuleElement, String> all = LinkedHashMap.newLinkedHashMap(elements.size());
        elements.forEach((element, claim) -> all.put(element, claim.value()));
        Map<String, String> allSets = new LinkedHashMap<>();
        sets.forEach((name, use) -> allSets.put(name, use.content()));
        List<RuleChain> allChains = chains.values().stream().map(Use::content).toList();
        return new RuleChanges(allSets, allChains, List.of(), List.of(), all, List.of(), List.of());
    }

    private void forget() {
        elementsBefore.clear();
        chainsBefore.clear();
        setsBefore.clear();
    }

    private void claim(ObjectKey owner, RuleElement element, String value) {
        Claim first = elements.get(element);
        touch(element, first);
        elements.put(element, insert(first, owner, value));
    }

    private void release(ObjectKey owner, RuleElement element) {
        Claim first = elements.get(element);
        touch(element, first);
        Claim left = without(first, owner);
        if (left == null) {
            elements.remove(element);
        } else {
            elements.put(element, left);
        }
    }

    private void touch(RuleElement element, @Nullable Claim now) {
        elementsBefore.putIfAbsent(element, Optional.ofNullable(now).map(Claim::value));
    }

    private static Claim insert(@Nullable Claim first, ObjectKey owner, String value) {
        if (first == null || owner.compareTo(first.owner()) < 0) {
            return new Claim(owner, value, first);
        }
        return new Claim(first.owner(), first.value(), insert(first.next(), owner, value));
    }

    private static @Nullable Claim without(@Nullable Claim first, ObjectKey owner) {
        if (first == null) {
            return null;
        }
        Claim next = without(first.next(), owner);
        return first.owner().equals(owner) ? next : new Claim(first.owner(), first.value(), next);
    }

    private static <T> void count(
            SequencedMap<String, T> old,
            SequencedMap<String, T> fresh,
            Map<String, Use<T>> uses,
            Map<String, Optional<T>> before) {
        fresh.forEach((name, content) -> {
            Use<T> use = uses.get(name);
            before.putIfAbsent(name, Optional.ofNullable(use).map(Use::content));
            int more = old.containsKey(name) ? 0 : 1;
            uses.put(name, new Use<>(content, (use == null ? 0 : use.count()) + more));
        });
        old.keySet().forEach(name -> {
            Use<T> use = uses.get(name);
            if (use != null && !fresh.containsKey(name)) {
                before.putIfAbsent(name, Optional.of(use.content()));
                if (use.count() == 1) {
                    uses.remove(name);
                } else {
                    uses.put(name, new Use<>(use.content(), use.count() - 1));
                }
            }
        });
    }
}
