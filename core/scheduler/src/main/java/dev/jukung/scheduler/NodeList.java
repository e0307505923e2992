package dev.jukung.scheduler;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The nodes of a snapshot, in blocks: a list with one node exchanged shares all blocks but one with the list before, so
 * that placing a pod in a large cluster copies about a hundred references instead of thousands. Immutable.
 */
final class NodeList extends AbstractList<NodeSnapshot> implements RandomAccess {
    private static final int BITS = 6;
    private static final int BLOCK = 1 << BITS;

    private final NodeSnapshot[][] blocks;
    private final int size;

    private NodeList(NodeSnapshot[][] blocks, int size) {
        this.blocks = blocks;
        this.size = size;
    }

    static NodeList copyOf(List<NodeSnapshot> nodes) {
        if (nodes instanceof NodeList list) {
            return list;
        }
        NodeSnapshot[] all = nodes.toArray(NodeSnapshot[]::new);
        NodeSnapshot[][] blocks = new NodeSnapshot[(all.length + BLOCK - 1) >> BITS][];
        for (int i = 0; i < blocks.length; i++) {
            int from = i << BITS;
            blocks[i] = java.util.Arrays.copyOfRange(all, from, Math.min(all.length, from + BLOCK));
        }
        return new NodeList(blocks, all.length);
    }

    NodeList with(int place, NodeSnapshot node) {
        NodeSnapshot[][] changed = blocks.clone();
        changed[place >> BITS] = changed[place >> BITS].clone();
        changed[place >> BITS][place & (BLOCK - 1)] = node;
        return new NodeList(changed, size);
    }

    @Override
    public NodeSnapshot get(int place) {
        return blocks[place >> BITS][place & (BLOCK - 1)];
    }

    @Override
    public int size() {
        return size;
    }
}
