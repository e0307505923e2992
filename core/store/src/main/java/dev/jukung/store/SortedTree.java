package dev.jukung.store;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map that never changes: {@link #with} and {@link #without} give a new map that shares all but one
 * path with the old one. So a root is a snapshot that costs nothing to take, to keep, or to read without locks.
 *
 * <p>A B+ tree, and not a balanced binary tree (a change would copy, and a lookup follow, four times as many
 * objects) nor a hash trie (it has no order, so no pages). Each node knows its size: positions are found from
 * keys and keys from positions without walking. Keys are ordered as {@link String#compareTo} orders them.
 * Immutable.
 */
final class SortedTree<V> {
    private static final SortedTree<?> EMPTY = new SortedTree<>(new TreeLeaf(new String[0], new Object[0]));

    private final TreeNode root;

    private SortedTree(TreeNode root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked") // it holds no value of any type
    static <V> SortedTree<V> empty() {
        return (SortedTree<V>) EMPTY;
    }

    int size() {
        return root.size();
    }

    @SuppressWarnings("unchecked") // only with() puts values in
    Optional<V> get(String key) {
        return Optional.ofNullable((V) root.find(key));
    }

    SortedTree<V> with(String key, V value) {
        TreeNode changed = root.with(key, value);
        return new SortedTree<>(changed.isOverfull() ? TreeBranch.over(changed.halves()) : changed);
    }

    /** This tree itself when it does not have the key. */
    SortedTree<V> without(String key) {
        @Nullable TreeNode changed = root.without(key);
        if (changed == null) {
            return this;
        }
        return changed.size() == 0 ? empty() : new SortedTree<>(changed.collapsed());
    }

    /** How many keys are smaller than {@code key}, which need not be in the map. */
    int position(String key) {
        return root.position(key);
    }

    /** The values at the positions from {@code from} (inclusive) to {@code to} (exclusive), in the order of their keys. */
    @SuppressWarnings("unchecked") // only with() puts values in
    List<V> values(int from, int to) {
        if (from >= to) {
            return List.of();
        }
        Object[] values = new Object[to - from];
        root.copy(from, to, values, 0);
        return (List<V>) Collections.unmodifiableList(Arrays.asList(values));
    }

    /** Throws if the tree breaks a rule of its own; for tests. */
    void check() {
        root.check(true);
    }
}
