package dev.jukung.store;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A queue of things in the order of their revisions: added at the end, dropped at the start, found in between
 * by binary search. Revisions may have gaps. Not thread-safe.
 */
final class Ring<T> {
    private static final int SMALLEST = 16;

    private final Function<T, Revision> revision;
    private @Nullable Object[] slots = new Object[SMALLEST]; // the length is a power of two
    private int head;
    private int size;

    Ring(Function<T, Revision> revision) {
        this.revision = revision;
    }

    int size() {
        return size;
    }

    @SuppressWarnings("unchecked") // only add() puts something in
    T get(int index) {
        @Nullable Object found = index < 0 || index >= size ? null : slots[(head + index) & (slots.length - 1)];
        if (found == null) {
            throw new IndexOutOfBoundsException(index + " of " + size);
        }
        return (T) found;
    }

    void add(T element) {
        if (size == slots.length) {
            resize(2 * size);
        }
        slots[(head + size) & (slots.length - 1)] = element;
        size++;
    }

    T removeFirst() {
        T first = get(0);
        slots[head] = null;
        head = (head + 1) & (slots.length - 1);
        size--;
        if (slots.length > SMALLEST && size < slots.length / 4) {
            resize(slots.length / 2);
        }
        return first;
    }

    private void resize(int capacity) {
        @Nullable Object[] copy = new Object[capacity];
        for (int i = 0; i < size; i++) {
            copy[i] = slots[(head + i) & (slots.length - 1)];
        }
        slots = copy;
        head = 0;
    }

    /** The index of the first element with a greater revision, or the size if there is none. */
    int indexAfter(Revision sought) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (revision.apply(get(middle)).compareTo(sought) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
