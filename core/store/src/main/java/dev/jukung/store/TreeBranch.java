package dev.jukung.store;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Children and, for each, the smallest key in and under it. */
final class TreeBranch implements TreeNode {
    private final String[] firsts;
    private final TreeNode[] children;
    private final int size;

    private TreeBranch(String[] firsts, TreeNode[] children) {
        this.firsts = firsts;
        this.children = children;
        int sum = 0;
        for (TreeNode child : children) {
            sum += child.size();
        }
        size = sum;
    }

    static TreeBranch over(List<TreeNode> children) {
        return new TreeBranch(
                children.stream().map(TreeNode::first).toArray(String[]::new), children.toArray(TreeNode[]::new));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int width() {
        return children.length;
    }

    @Override
    public String first() {
        return firsts[0];
    }

    /** The child that has the key if any has. */
    private int childFor(String key) {
        int at = Arrays.binarySearch(firsts, key);
        return at >= 0 ? at : Math.max(0, ~at - 1);
    }

    @Override
    public @Nullable Object find(String key) {
        return children[childFor(key)].find(key);
    }

    @Override
    public TreeNode with(String key, Object value) {
        int at = childFor(key);
        TreeNode changed = children[at].with(key, value);
        return changed.isOverfull() ? withInstead(at, 1, changed.halves()) : withInstead(at, changed);
    }

    @Override
    public @Nullable TreeNode without(String key) {
        int at = childFor(key);
        @Nullable TreeNode changed = children[at].without(key);
        if (changed == null) {
            return null;
        }
        if (!changed.isNarrow()) {
            return withInstead(at, changed);
        }
        int left = at == 0 ? 0 : at - 1;
        TreeNode joined = at == 0 ? changed.join(children[1]) : children[left].join(changed);
        return withInstead(left, 2, joined.isOverfull() ? joined.halves() : List.of(joined));
    }

    private TreeBranch withInstead(int at, TreeNode child) {
        String first = child.first();
        String[] newFirsts = first.equals(firsts[at]) ? firsts : Splice.replace(firsts, at, first);
        return new TreeBranch(newFirsts, Splice.replace(children, at, child));
    }

    private TreeBranch withInstead(int at, int count, List<TreeNode> replacements) {
        String[] replacementFirsts = replacements.stream().map(TreeNode::first).toArray(String[]::new);
        return new TreeBranch(
                Splice.replace(firsts, at, count, replacementFirsts),
                Splice.replace(children, at, count, replacements.toArray(TreeNode[]::new)));
    }

    @Override
    public int position(String key) {
        int at = childFor(key);
        int before = 0;
        for (int i = 0; i < at; i++) {
            before += children[i].size();
        }
        return before + children[at].position(key);
    }

    @Override
    public void copy(int from, int to, Object[] target, int at) {
        int start = 0; // the position of the child's first value
        int next = at;
        for (int i = 0; i < children.length && start < to; i++) {
            int end = start + children[i].size();
            int low = Math.max(from, start);
            int high = Math.min(to, end);
            if (low < high) {
                children[i].copy(low - start, high - start, target, next);
                next += high - low;
            }
            start = end;
        }
    }

    @Override
    public List<TreeNode> halves() {
        int half = children.length / 2;
        return List.of(part(0, half), part(half, children.length));
    }

    private TreeBranch part(int from, int to) {
        return new TreeBranch(Arrays.copyOfRange(firsts, from, to), Arrays.copyOfRange(children, from, to));
    }

    @Override
    public TreeNode join(TreeNode right) {
        TreeBranch that = (TreeBranch) right;
        return new TreeBranch(Splice.join(firsts, that.firsts), Splice.join(children, that.children));
    }

    @Override
    public TreeNode collapsed() {
        return children.length == 1 ? children[0].collapsed() : this;
    }

    @Override
    public int check(boolean isRoot) {
        TreeNode.require(children.length >= (isRoot ? 2 : NARROW) && !isOverfull(), "a branch has a fitting width");
        int levels = children[0].check(false);
        int sum = 0;
        for (int i = 0; i < children.length; i++) {
            TreeNode.require(firsts[i].equals(children[i].first()), "a branch knows its children's first keys");
            TreeNode.require(i == 0 || firsts[i - 1].compareTo(firsts[i]) < 0, "children are in order");
            TreeNode.require(children[i].check(false) == levels, "all leaves are on one level");
            sum += children[i].size();
        }
        TreeNode.require(sum == size, "a branch knows its size");
        return levels + 1;
    }
}
