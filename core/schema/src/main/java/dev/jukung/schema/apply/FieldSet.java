package dev.jukung.schema.apply;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths into an object. A path may be in the set while what is below it is not, and the other way round.
 * Immutable; operations share what does not change.
 */
public final class FieldSet {
    public static final FieldSet EMPTY = new FieldSet(List.of());

    /** One step: whether the path that ends here is a member, and the members below. Never neither. */
    record Node(PathElement element, boolean member, FieldSet below) {
        private static final Comparator<Node> ORDER = Comparator.comparing(Node::element);
    }

    /** How two nodes for the same step become one; null when nothing is left. */
    private interface Combination {
        @Nullable
        Node of(Node left, Node right);
    }

    private final List<Node> nodes; // in the order of their elements, each once

    private FieldSet(List<Node> nodes) {
        this.nodes = nodes;
    }

    /** The set of exactly these paths. The empty path stands for the whole object, which nobody owns, and is ignored. */
    @SafeVarargs
    public static FieldSet of(List<PathElement>... paths) {
        FieldSet set = EMPTY;
        for (List<PathElement> path : paths) {
            set = set.union(single(path));
        }
        return set;
    }

    /** The path of nested fields. */
    public static List<PathElement> path(String... names) {
        return Arrays.stream(names).<PathElement>map(PathElement.Field::new).toList();
    }

    private static FieldSet single(List<PathElement> path) {
        FieldSet set = EMPTY;
        for (int i = path.size() - 1; i >= 0; i--) {
            boolean last = i == path.size() - 1;
            set = new FieldSet(List.of(new Node(path.get(i), last, set)));
        }
        return set;
    }

    List<Node> nodes() {
        return nodes;
    }

    public boolean isEmpty() {
        return nodes.isEmpty();
    }

    /** How many paths are members. */
    public int size() {
        int size = 0;
        for (Node node : nodes) {
            size += (node.member() ? 1 : 0) + node.below().size();
        }
        return size;
    }

    public boolean has(List<PathElement> path) {
        FieldSet set = this;
        for (int i = 0; i < path.size(); i++) {
            Node node = set.node(path.get(i));
            if (node == null) {
                return false;
            }
            if (i == path.size() - 1) {
                return node.member();
            }
            set = node.below();
        }
        return false;
    }

    boolean hasMember(PathElement element) {
        Node node = node(element);
        return node != null && node.member();
    }

    /** The members below one step, without that step. */
    FieldSet below(PathElement element) {
        Node node = node(element);
        return node == null ? EMPTY : node.below();
    }

    private @Nullable Node node(PathElement element) {
        int index = Collections.binarySearch(nodes, new Node(element, true, EMPTY), Node.ORDER);
        return index < 0 ? null : nodes.get(index);
    }

    public FieldSet union(FieldSet other) {
        return combined(
                other,
                true,
                true,
                (left, right) -> new Node(
                        left.element(),
                        left.member() || right.member(),
                        left.below().union(right.below())));
    }

    public FieldSet intersection(FieldSet other) {
        return combined(
                other,
                false,
                false,
                (left, right) -> node(
                        left.element(),
                        left.member() && right.member(),
                        left.below().intersection(right.below())));
    }

    /** The paths of this set that are not in the other. */
    public FieldSet difference(FieldSet other) {
        return combined(
                other,
                true,
                false,
                (left, right) -> node(
                        left.element(),
                        left.member() && !right.member(),
                        left.below().difference(right.below())));
    }

    /** The paths of this set that are neither in the other nor below a path of it. */
    public FieldSet recursiveDifference(FieldSet other) {
        return combined(
                other,
                true,
                false,
                (left, right) -> right.member()
                        ? null
                        : node(left.element(), left.member(), left.below().recursiveDifference(right.below())));
    }

    private static @Nullable Node node(PathElement element, boolean member, FieldSet below) {
        return member || !below.isEmpty() ? new Node(element, member, below) : null;
    }

    private FieldSet combined(FieldSet other, boolean keepsLeft, boolean keepsRight, Combination both) {
        if (isEmpty()) {
            return keepsRight ? other : EMPTY;
        }
        if (other.isEmpty()) {
            return keepsLeft ? this : EMPTY;
        }
        List<Node> result = new ArrayList<>(nodes.size());
        int i = 0;
        int j = 0;
        while (i < nodes.size() && j < other.nodes.size()) {
            int order = nodes.get(i).element().compareTo(other.nodes.get(j).element());
            Node next = null;
            if (order == 0) {
                next = both.of(nodes.get(i++), other.nodes.get(j++));
            } else if (order < 0) {
                next = keepsLeft ? nodes.get(i) : null;
                i++;
            } else {
                next = keepsRight ? other.nodes.get(j) : null;
                j++;
            }
            if (next != null) {
                result.add(next);
            }
        }
        if (keepsLeft) {
            result.addAll(nodes.subList(i, nodes.size()));
        }
        if (keepsRight) {
            result.addAll(other.nodes.subList(j, other.nodes.size()));
        }
        return result.isEmpty() ? EMPTY : new FieldSet(List.copyOf(result));
    }

    /**
     * This set with every declared field on the way to a member as a member: {@code spec.replicas} makes {@code spec} one
     * too. Keys of maps are not added: a map is owned key by key.
     */
    FieldSet withDeclaredFields(@Nullable MergeType type) {
        List<Node> result = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            boolean declared = !node.below().isEmpty()
                    && type != null
                    && node.element() instanceof PathElement.Field(String name)
                    && type.declares(name);
            MergeType below = type == null ? null : type.at(node.element());
            result.add(new Node(
                    node.element(), node.member() || declared, node.below().withDeclaredFields(below)));
        }
        return result.isEmpty() ? EMPTY : new FieldSet(List.copyOf(result));
    }

    /** Visits every member: those of a level before those below it. The list is only valid during the call. */
    public void forEach(Consumer<List<PathElement>> action) {
        forEach(new ArrayList<>(), action);
    }

    private void forEach(List<PathElement> prefix, Consumer<List<PathElement>> action) {
        for (Node node : nodes) {
            if (node.member()) {
                prefix.addLast(node.element());
                action.accept(prefix);
                prefix.removeLast();
            }
        }
        for (Node node : nodes) {
            prefix.addLast(node.element());
            node.below().forEach(prefix, action);
            prefix.removeLast();
        }
    }

    /** A path as messages show it: {@code .spec.containers[name="a"].image}. */
    public static String text(List<PathElement> path) {
        StringBuilder text = new StringBuilder();
        path.forEach(text::append);
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldSet that && nodes.equals(that.nodes);
    }

    @Override
    public int hashCode() {
        return nodes.hashCode();
    }

    /** All members, one in a line. */
    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder();
        forEach(path -> lines.append(lines.isEmpty() ? "" : "\n").append(text(path)));
        return lines.toString();
    }

    /** Collects the steps of one level, in any order. Confined to one thread. */
    static final class Level {
        private final List<Node> nodes = new ArrayList<>();

        /** Adds a step; one that is neither a member nor has members below is left out. */
        Level add(PathElement element, boolean member, FieldSet below) {
            Node node = node(element, member, below);
            if (node != null) {
                nodes.add(node);
            }
            return this;
        }

        boolean isEmpty() {
            return nodes.isEmpty();
        }

        FieldSet build() {
            if (nodes.isEmpty()) {
                return EMPTY;
            }
            nodes.sort(Node.ORDER);
            List<Node> merged = new ArrayList<>(nodes.size());
            for (Node node : nodes) {
                Node last = merged.isEmpty() ? null : merged.getLast();
                if (last != null && last.element().compareTo(node.element()) == 0) {
                    merged.set(
                            merged.size() - 1,
                            new Node(
                                    last.element(),
                                    last.member() || node.member(),
                                    last.below().union(node.below())));
                } else {
                    merged.add(node);
                }
            }
            return new FieldSet(List.copyOf(merged));
        }
    }
}
