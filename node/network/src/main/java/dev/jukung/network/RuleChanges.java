package dev.jukung.network;

import java.util.List;
import java.util.Map;

/**
 * The way from one content of the table to another, in one transaction. An element whose value changed is in both
 * {@code removed} and {@code added}.
 *
 * @param changedChains chains that stay but have other rules
 */
record RuleChanges(
        Map<String, String> addedSets,
        List<RuleChain> addedChains,
        List<RuleChain> changedChains,
        List<RuleElement> removed,
        Map<RuleElement, String> added,
        List<String> removedChains,
        List<String> removedSets) {
    boolean isEmpty() {
        return size() == 0;
    }

    /** How many things change. */
    int size() {
        return addedSets.size()
                + addedChains.size()
                + changedChains.size()
                + removed.size()
                + added.size()
                + removedChains.size()
                + removedSets.size();
    }
}
