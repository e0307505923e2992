package dev.jukung.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of a {@link SortedTree}. The arrays handed to a node are never written to again. A change may leave
 * a node one too wide, or too narrow; whoever holds the node puts that right.
 */
sealed interface TreeNode permits TreeLeaf, TreeBranch {
    /** The most keys of a leaf or children of a branch: 150,000 keys are four levels, and a change copies about 1 KB. */
    int WIDTH = 32;

    /** Below this a node is joined with its neighbour. Well under half, so that nodes do not split and join in turns. */
    int NARROW = WIDTH / 4;

    /** The number of values in and under this node. */
    int size();

    /** The number of keys of a leaf, of children of a branch. */
    int width();

    /** The smallest key; the node must not be empty. */
    String first();

    @Nullable
    Object find(String key);

    TreeNode with(String key, Object value);

    /** The node without the key, or null when it does not have it. */
    @Nullable
    TreeNode without(String key);

    /** How many keys are smaller than {@code key}. */
    int position(String key);

    /** Copies the values at the positions {@code from} to {@code to} into {@code target}, beginning at {@code at}. */
    void copy(int from, int to, Object[] target, int at);

    List<TreeNode> halves();

    /** This and its right neighbour of the same level in one node, perhaps too wide. */
    TreeNode join(TreeNode right);

    /** The same content on as few levels as it needs. */
    TreeNode collapsed();

    default boolean isOverfull() {
        return width() > WIDTH;
    }

    default boolean isNarrow() {
        return width() < NARROW;
    }

    /** Throws if a rule is broken; returns the number of levels. */
    int check(boolean isRoot);

    static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalStateException("broken tree: " + rule);
        }
    }
}
