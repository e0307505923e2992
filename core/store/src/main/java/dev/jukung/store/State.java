package dev.jukung.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All keys and values as of one revision: a tree of collections, each a tree of its entries. Immutable. */
record State(Revision revision, SortedTree<SortedTree<Entry>> collections) implements Snapshot {
    static final State EMPTY = new State(Revision.ZERO, SortedTree.empty());

    @Override
    public Optional<Entry> get(Key key) {
        return collection(key.collection()).get(key.name());
    }

    @Override
    public List<Entry> list(KeyRange range) {
        return page(range, "", Integer.MAX_VALUE);
    }

    @Override
    public List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        collections.values(0, collections.size()).forEach(tree -> all.addAll(tree.values(0, tree.size())));
        return all;
    }

    @Override
    public List<Entry> page(KeyRange range, String after, int limit) {
        SortedTree<Entry> tree = collection(range.collection());
        int from = start(tree, range, after);
        int to = end(tree, range);
        return tree.values(from, limit < to - from ? from + limit : to);
    }

    @Override
    public int count(KeyRange range, String after) {
        SortedTree<Entry> tree = collection(range.collection());
        return Math.max(0, end(tree, range) - start(tree, range, after));
    }

    private SortedTree<Entry> collection(String name) {
        return collections.get(name).orElse(SortedTree.empty());
    }

    private static int start(SortedTree<Entry> tree, KeyRange range, String after) {
        if (after.isEmpty()) {
            return tree.position(range.prefix());
        }
        String successor = after + '\0'; // no string lies between the two
        return tree.position(successor.compareTo(range.prefix()) > 0 ? successor : range.prefix());
    }

    private static int end(SortedTree<Entry> tree, KeyRange range) {
        return range.endOfNames().map(tree::position).orElse(tree.size());
    }

    State with(Entry entry) {
        Key key = entry.key();
        return withCollection(key.collection(), collection(key.collection()).with(key.name(), entry));
    }

    State without(Key key) {
        return withCollection(key.collection(), collection(key.collection()).without(key.name()));
    }

    private State withCollection(String name, SortedTree<Entry> entries) {
        return new State(revision, entries.size() == 0 ? collections.without(name) : collections.with(name, entries));
    }

    /** How it differs from an older state. Looks at everything. */
    List<Change> changesSince(State old) {
        List<Change> changes = new ArrayList<>();
        for (Entry before : old.all()) {
            if (get(before.key()).isEmpty()) {
                changes.add(new Change(before.key(), Optional.of(before), Optional.empty()));
            }
        }
        for (Entry after : all()) {
            Optional<Entry> before = old.get(after.key());
            if (before.isEmpty() || !before.get().modified().equals(after.modified())) {
                changes.add(new Change(after.key(), before, Optional.of(after)));
            }
        }
        return changes;
    }

    State asOf(Revision newRevision) {
        return new State(newRevision, collections);
    }
}
