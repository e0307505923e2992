package dev.jukung.schema.apply;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of ownership: who manages what after an update or an apply, and what an apply removes. A manager's fields
 * are named in the version it used, so objects are compared in that version too. Managers of versions that are no
 * longer served are dropped.
 *
 * @param version the version of the request
 * @param ignored by version, the fields that this request resets and therefore cannot come to own
 */
record Updater(String version, MergeType type, ObjectVersions versions, Map<String, FieldSet> ignored) {
    /** An object in some version. */
    private record Typed(ObjectValue object, MergeType type, String version) {
        FieldSet fields() {
            return OwnedFields.of(type, object).withDeclaredFields(type);
        }

        Typed without(FieldSet fields) {
            return new Typed(Removal.remove(type, object, fields), type, version);
        }
    }

    /** @param object the merged object; the live one itself if nothing changed */
    record Applied(ObjectValue object, Map<ManagerKey, ManagedEntry> managers) {}

    private Typed typed(ObjectValue object) {
        return new Typed(object, type, version);
    }

    private Optional<Typed> convert(Typed from, String apiVersion) {
        if (from.version().equals(apiVersion)) {
            return Optional.of(from);
        }
        if (apiVersion.equals(version) && from.version().equals(version)) {
            return Optional.of(from);
        }
        return versions.convert(from.object(), apiVersion)
                .map(found -> new Typed(found.object(), MergeType.of(found.schema()), apiVersion));
    }

    private FieldSet ignoredIn(String apiVersion) {
        return ignored.getOrDefault(apiVersion, FieldSet.EMPTY);
    }

    /** Who manages what after an update; the updater's own new fields are under {@code self} and may be none. */
    Map<ManagerKey, ManagedEntry> update(
            ObjectValue live, ObjectValue changed, Map<ManagerKey, ManagedEntry> known, ManagerKey self) {
        Map<ManagerKey, ManagedEntry> managers = reconciled(live, known);
        Comparison comparison = comparison(typed(live), typed(changed));
        takeOver(live, changed, managers, self, comparison, true);
        ManagedEntry before = managers.getOrDefault(self, new ManagedEntry(FieldSet.EMPTY, version, ""));
        FieldSet own = before.fields()
                .difference(comparison.removed())
                .union(comparison.modified())
                .union(comparison.added())
                .recursiveDifference(ignoredIn(version));
        put(managers, self, new ManagedEntry(own, version, before.time()));
        return managers;
    }

    /** Merges a configuration and says who manages what then; throws {@link ApplyConflictException} unless forced. */
    Applied apply(
            ObjectValue live,
            ObjectValue configuration,
            Map<ManagerKey, ManagedEntry> known,
            ManagerKey self,
            boolean force) {
        Map<ManagerKey, ManagedEntry> managers = reconciled(live, known);
        ObjectValue merged = ConfigurationMerge.merge(type, live, configuration);
        ManagedEntry last = managers.get(self);
        FieldSet own = OwnedFields.of(type, configuration).recursiveDifference(ignoredIn(version));
        managers.put(self, new ManagedEntry(own, version, last == null ? "" : last.time()));
        ObjectValue pruned = prune(typed(merged), managers, last).object();
        takeOver(live, pruned, managers, self, comparison(typed(live), typed(pruned)), force);
        return new Applied(ValueOrder.same(live, pruned) ? live : pruned, managers);
    }

    private Comparison comparison(Typed left, Typed right) {
        return Comparison.of(left.type(), left.object(), right.object()).without(ignoredIn(left.version()));
    }

    private Map<ManagerKey, ManagedEntry> reconciled(ObjectValue live, Map<ManagerKey, ManagedEntry> known) {
        Map<ManagerKey, ManagedEntry> result = new TreeMap<>();
        known.forEach((key, entry) -> {
            Optional<Typed> versioned = convert(typed(live), entry.apiVersion());
            if (versioned.isPresent()) {
                FieldSet fields = SchemaChange.reconciled(versioned.get().type(), entry.fields());
                result.put(key, fields == entry.fields() ? entry : entry.with(fields));
            }
        });
        return result;
    }

    /** Takes from all others what was changed or removed; what was changed is a conflict unless forced. */
    private void takeOver(
            ObjectValue live,
            ObjectValue changed,
            Map<ManagerKey, ManagedEntry> managers,
            ManagerKey self,
            Comparison own,
            boolean force) {
        Map<String, Optional<Comparison>> comparisons = new HashMap<>();
        comparisons.put(version, Optional.of(own));
        Map<ManagerKey, FieldSet> conflicts = new LinkedHashMap<>();
        Map<ManagerKey, ManagedEntry> result = new LinkedHashMap<>();
        managers.forEach((key, entry) -> {
            if (key.equals(self)) {
                result.put(key, entry);
                return;
            }
            comparisons
                    .computeIfAbsent(entry.apiVersion(), other -> comparisonIn(other, live, changed))
                    .ifPresent(comparison -> {
                        FieldSet taken = entry.fields()
                                .intersection(comparison.modified().union(comparison.added()));
                        if (!taken.isEmpty()) {
                            conflicts.put(key, taken);
                        }
                        result.put(
                                key, entry.with(entry.fields().difference(taken).difference(comparison.removed())));
                    });
        });
        if (!force && !conflicts.isEmpty()) {
            throw new ApplyConflictException(conflicts);
        }
        managers.clear();
        result.forEach((key, entry) -> put(managers, key, entry));
    }

    private Optional<Comparison> comparisonIn(String other, ObjectValue live, ObjectValue changed) {
        Optional<Typed> before = convert(typed(live), other);
        Optional<Typed> after = convert(typed(changed), other);
        return before.isPresent() && after.isPresent()
                ? Optional.of(comparison(before.get(), after.get()))
                : Optional.empty();
    }

    private static void put(Map<ManagerKey, ManagedEntry> managers, ManagerKey key, ManagedEntry entry) {
        if (entry.fields().isEmpty()) {
            managers.remove(key);
        } else {
            managers.put(key, entry);
        }
    }

    /**
     * Removes what this manager applied last time, does not apply now, and nobody else manages. The steps are those of
     * structured-merge-diff: remove all that was applied, add back what anyone manages, then add back what would be gone
     * although this manager never had it.
     */
    private Typed prune(Typed merged, Map<ManagerKey, ManagedEntry> managers, @Nullable ManagedEntry last) {
        if (last == null || last.fields().isEmpty()) {
            return merged;
        }
        Optional<Typed> converted = convert(merged, last.apiVersion());
        if (converted.isEmpty()) {
            return merged;
        }
        Typed before = converted.get();
        FieldSet lastFields = last.fields().withDeclaredFields(before.type());
        Typed pruned = addBackManaged(before, before.without(lastFields), managers);
        Typed comparable = convert(pruned, before.version()).orElse(before);
        FieldSet gone = before.fields().difference(comparable.fields()).intersection(lastFields);
        return convert(before.without(gone), version).orElse(merged);
    }

    private Typed addBackManaged(Typed merged, Typed pruned, Map<ManagerKey, ManagedEntry> managers) {
        Map<String, FieldSet> byVersion = new LinkedHashMap<>();
        // First in the version that was pruned: what is missing there might be needed to convert.
        byVersion.put(merged.version(), FieldSet.EMPTY);
        managers.values().forEach(entry -> byVersion.merge(entry.apiVersion(), entry.fields(), FieldSet::union));
        Typed whole = merged;
        Typed result = pruned;
        List<String> order = new ArrayList<>(byVersion.keySet());
        for (String other : order) {
            Optional<Typed> wholeThere = convert(whole, other);
            Optional<Typed> prunedThere = convert(result, other);
            if (wholeThere.isEmpty() || prunedThere.isEmpty()) {
                continue;
            }
            whole = wholeThere.get();
            FieldSet managed = byVersion.getOrDefault(other, FieldSet.EMPTY).withDeclaredFields(whole.type());
            FieldSet keep = prunedThere.get().fields().union(managed);
            result = whole.without(whole.fields().difference(keep));
        }
        return result;
    }
}
