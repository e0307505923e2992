package dev.jukung.schema.apply;

import java.util.List;

/**
 * Brings ownership recorded under an older schema in line with the present one: who owned parts of what is now owned as a
 * whole owns the whole.
 */
final class SchemaChange {
    private SchemaChange() {}

    /** The very same set if nothing has to change. */
    static FieldSet reconciled(MergeType type, FieldSet fields) {
        boolean same = true;
        FieldSet.Level level = new FieldSet.Level();
        List<FieldSet.Node> nodes = fields.nodes();
        for (FieldSet.Node node : nodes) {
            MergeType below = type.at(node.element());
            if (below == null || node.below().isEmpty()) {
                level.add(node.element(), node.member(), node.below());
            } else if (isWhole(below)) {
                level.add(node.element(), true, FieldSet.EMPTY);
                same = false;
            } else {
                FieldSet reconciled = below.allows(MergeType.Form.MAP) && below.isFreeMap()
                        ? node.below()
                        : reconciled(below, node.below());
                same &= reconciled == node.below();
                level.add(node.element(), node.member(), reconciled);
            }
        }
        return same ? fields : level.build();
    }

    private static boolean isWhole(MergeType type) {
        return switch (type.form(null)) {
            case MAP -> !type.isFreeMap() && type.atomicMap();
            case LIST -> type.atomicList();
            case SCALAR -> false;
        };
    }
}
