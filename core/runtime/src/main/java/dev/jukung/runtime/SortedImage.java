package dev.jukung.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map that never changes: a change gives a new map that shares all but one path of a height-balanced (AVL)
 * tree, so a snapshot of a large cache costs nothing and an event costs a few hundred bytes. Immutable.
 */
final class SortedImage<K, V> {
    private record Node<K, V>(
            K key,
            V value,
            @Nullable Node<K, V> left,
            @Nullable Node<K, V> right,
            int height,
            int size) {
        static <K, V> Node<K, V> of(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            int height = Math.max(heightOf(left), heightOf(right)) + 1;
            return new Node<>(key, value, left, right, height, sizeOf(left) + sizeOf(right) + 1);
        }
    }

    private final Comparator<? super K> order;
    private final @Nullable Node<K, V> root;

    private SortedImage(Comparator<? super K> order, @Nullable Node<K, V> root) {
        this.order = order;
        this.root = root;
    }

    static <K, V> SortedImage<K, V> empty(Comparator<? super K> order) {
        return new SortedImage<>(order, null);
    }

    /** Takes linear time. The map's order has to be {@code order}. */
    static <K, V> SortedImage<K, V> copyOf(SortedMap<K, V> map, Comparator<? super K> order) {
        return new SortedImage<>(order, build(new ArrayList<>(map.entrySet()), 0, map.size()));
    }

    private static <K, V> @Nullable Node<K, V> build(List<Map.Entry<K, V>> entries, int from, int to) {
        if (from == to) {
            return null;
        }
        int middle = (from + to) >>> 1;
        Map.Entry<K, V> entry = entries.get(middle);
        return Node.of(entry.getKey(), entry.getValue(), build(entries, from, middle), build(entries, middle + 1, to));
    }

    int size() {
        return sizeOf(root);
    }

    /** The length of the longest path. */
    int height() {
        return heightOf(root);
    }

    Optional<V> get(K key) {
        Node<K, V> node = root;
        while (node != null) {
            int side = order.compare(key, node.key());
            if (side == 0) {
                return Optional.of(node.value());
            }
            node = side < 0 ? node.left() : node.right();
        }
        return Optional.empty();
    }

    SortedImage<K, V> with(K key, V value) {
        return new SortedImage<>(order, insert(root, key, value));
    }

    SortedImage<K, V> without(K key) {
        Node<K, V> rest = remove(root, key);
        return rest == root ? this : new SortedImage<>(order, rest);
    }

    void forEach(BiConsumer<? super K, ? super V> action) {
        visit(root, action);
    }

    /** The values of the keys from {@code low} on for which {@code position} is 0, in order. */
    List<V> range(Position<? super K> position) {
        List<V> values = new ArrayList<>();
        collect(root, position, values);
        return values;
    }

    /** Where a key stands relative to a contiguous range: negative before it, 0 inside, positive after it. */
    @FunctionalInterface
    interface Position<K> {
        int of(K key);
    }

    private static <K, V> void collect(@Nullable Node<K, V> node, Position<? super K> position, List<V> into) {
        if (node == null) {
            return;
        }
        int side = position.of(node.key());
        if (side >= 0) {
            collect(node.left(), position, into);
        }
        if (side == 0) {
            into.add(node.value());
        }
        if (side <= 0) {
            collect(node.right(), position, into);
        }
    }

    private static <K, V> void visit(@Nullable Node<K, V> node, BiConsumer<? super K, ? super V> action) {
        if (node != null) {
            visit(node.left(), action);
            action.accept(node.key(), node.value());
            visit(node.right(), action);
        }
    }

    private Node<K, V> insert(@Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return Node.of(key, value, null, null);
        }
        int side = order.compare(key, node.key());
        if (side == 0) {
            return Node.of(key, value, node.left(), node.right());
        }
        return side < 0
                ? balanced(node.key(), node.value(), insert(node.left(), key, value), node.right())
                : balanced(node.key(), node.value(), node.left(), insert(node.right(), key, value));
    }

    private @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int side = order.compare(key, node.key());
        if (side == 0) {
            return joined(node.left(), node.right());
        }
        Node<K, V> child = side < 0 ? node.left() : node.right();
        Node<K, V> rest = remove(child, key);
        if (rest == child) {
            return node; // it was not there
        }
        return side < 0
                ? balanced(node.key(), node.value(), rest, node.right())
                : balanced(node.key(), node.value(), node.left(), rest);
    }

    private static <K, V> @Nullable Node<K, V> joined(@Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        Node<K, V> first = right;
        while (first.left() != null) {
            first = first.left();
        }
        return balanced(first.key(), first.value(), left, withoutFirst(right));
    }

    private static <K, V> @Nullable Node<K, V> withoutFirst(Node<K, V> node) {
        return node.left() == null
                ? node.right()
                : balanced(node.key(), node.value(), withoutFirst(node.left()), node.right());
    }

    private static <K, V> Node<K, V> balanced(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        int lean = heightOf(left) - heightOf(right);
        if (left != null && lean > 1) {
            Node<K, V> inner = left.right();
            if (inner == null || heightOf(left.left()) >= heightOf(inner)) {
                return Node.of(left.key(), left.value(), left.left(), Node.of(key, value, inner, right));
            }
            return Node.of(
                    inner.key(),
                    inner.value(),
                    Node.of(left.key(), left.value(), left.left(), inner.left()),
                    Node.of(key, value, inner.right(), right));
        }
        if (right != null && lean < -1) {
            Node<K, V> inner = right.left();
            if (inner == null || heightOf(right.right()) >= heightOf(inner)) {
                return Node.of(right.key(), right.value(), Node.of(key, value, left, inner), right.right());
            }
            return Node.of(
                    inner.key(),
                    inner.value(),
                    Node.of(key, value, left, inner.left()),
                    Node.of(right.key(), right.value(), inner.right(), right.right()));
        }
        return Node.of(key, value, left, right);
    }

    private static int heightOf(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.height();
    }

    private static int sizeOf(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.size();
    }
}
