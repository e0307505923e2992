package dev.jukung.store;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys and their values, side by side: a lookup compares keys without touching values. */
final class TreeLeaf implements TreeNode {
    private final String[] keys;
    private final Object[] values;

    TreeLeaf(String[] keys, Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    @Override
    public int size() {
        return keys.length;
    }

    @Override
    public int width() {
        return keys.length;
    }

    @Override
    public String first() {
        return keys[0];
    }

    @Override
    public @Nullable Object find(String key) {
        int at = Arrays.binarySearch(keys, key);
        return at < 0 ? null : values[at];
    }

    @Override
    public TreeNode with(String key, Object value) {
        int at = Arrays.binarySearch(keys, key);
        return at >= 0
                ? new TreeLeaf(keys, Splice.replace(values, at, value))
                : new TreeLeaf(Splice.insert(keys, ~at, key), Splice.insert(values, ~at, value));
    }

    @Override
    public @Nullable TreeNode without(String key) {
        int at = Arrays.binarySearch(keys, key);
        return at < 0 ? null : new TreeLeaf(Splice.remove(keys, at), Splice.remove(values, at));
    }

    @Override
    public int position(String key) {
        int at = Arrays.binarySearch(keys, key);
        return at < 0 ? ~at : at;
    }

    @Override
    public void copy(int from, int to, Object[] target, int at) {
        System.arraycopy(values, from, target, at, to - from);
    }

    @Override
    public List<TreeNode> halves() {
        int half = keys.length / 2;
        return List.of(part(0, half), part(half, keys.length));
    }

    private TreeLeaf part(int from, int to) {
        return new TreeLeaf(Arrays.copyOfRange(keys, from, to), Arrays.copyOfRange(values, from, to));
    }

    @Override
    public TreeNode join(TreeNode right) {
        TreeLeaf that = (TreeLeaf) right;
        return new TreeLeaf(Splice.join(keys, that.keys), Splice.join(values, that.values));
    }

    @Override
    public TreeNode collapsed() {
        return this;
    }

    @Override
    public int check(boolean isRoot) {
        TreeNode.require(keys.length == values.length, "a leaf has a value for each key");
        TreeNode.require(isRoot || !isNarrow(), "a leaf is not narrow");
        TreeNode.require(!isOverfull(), "a leaf is not overfull");
        for (int i = 1; i < keys.length; i++) {
            TreeNode.require(keys[i - 1].compareTo(keys[i]) < 0, "the keys of a leaf are in order");
        }
        return 1;
    }
}
