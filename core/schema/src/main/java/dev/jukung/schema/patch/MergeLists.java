package dev.jukung.schema.patch;

import dev.jukung.schema.GoText;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists whose items are told apart by a merge key or, if they are scalars, by themselves; and their order. A patch
 * has the last word on the order of its own items, the server's items keep theirs, and the two are interleaved
 * as the server's list has them, as far as that goes.
 */
final class MergeLists {
    private MergeLists() {}

    /** An item's identity: its merge key's value, or the item itself. */
    static @Nullable Object identity(Object item, Optional<String> mergeKey) {
        if (mergeKey.isEmpty()) {
            return item;
        }
        return item instanceof ObjectValue object ? object.get(mergeKey.get()) : null;
    }

    /** Where an item with that identity stands, or -1. */
    static int indexOf(List<?> list, @Nullable Object identity, Optional<String> mergeKey) {
        for (int i = 0; i < list.size(); i++) {
            Object candidate = identity(list.get(i), mergeKey);
            if (candidate != null && candidate.equals(identity)) {
                return i;
            }
        }
        return -1;
    }

    static ObjectValue object(Object item) {
        if (item instanceof ObjectValue object) {
            return object;
        }
        throw PatchException.wrongType("map[string]interface {}", item);
    }

    static ListValue list(Object value) {
        if (value instanceof ListValue list) {
            return list;
        }
        throw PatchException.wrongType("[]interface {}", value);
    }

    /** The value of an item's merge key, which has to be there. */
    static Object requiredKey(ObjectValue item, String mergeKey) {
        Object value = item.get(mergeKey);
        if (value == null) {
            throw PatchException.noMergeKey(item, mergeKey);
        }
        return value;
    }

    /** Whether the lists hold objects; throws when the items differ in type or are lists. */
    static boolean holdObjects(List<?> first, List<?> second) {
        String type = null;
        for (List<?> list : List.of(first, second)) {
            for (Object item : list) {
                String itemType = item == NullValue.NULL ? "null" : Values.typeOf(item);
                if (itemType.equals("array")) {
                    throw PatchException.listOfLists();
                }
                if (type != null && !type.equals(itemType)) {
                    throw PatchException.other("list element types are not identical: "
                            + GoText.printed(ListValue.of(ListValue.copyOf(first), ListValue.copyOf(second))));
                }
                type = itemType;
            }
        }
        if (type == null) {
            throw PatchException.other("no elements in any of the given slices");
        }
        return type.equals("object");
    }

    /** Deletes what the patch says and collects its plain items; returns whether the list is replaced. */
    static boolean carryOutDirectives(List<Object> server, ListValue patch, String mergeKey, List<Object> plainItems) {
        boolean replace = false;
        for (Object item : patch) {
            ObjectValue object = object(item);
            Object directive = object.get(Directives.MARKER);
            if (directive == null) {
                plainItems.add(object);
            } else if (directive.equals(Directives.DELETE)) {
                Object gone = requiredKey(object, mergeKey);
                server.removeIf(candidate -> gone.equals(object(candidate).get(mergeKey)));
            } else if (directive.equals(Directives.REPLACE)) {
                replace = true;
            } else if (directive.equals(Directives.MERGE)) {
                throw PatchException.other("merging lists cannot yet be specified in the patch");
            } else {
                throw PatchException.unknownDirective(directive, object);
            }
        }
        return replace;
    }

    /**
     * The order that counts as the server's. Kubernetes merges in place, so the places of deleted items are taken by
     * added ones and these count as the server's too.
     */
    static List<?> serverOrder(ListValue original, ListValue patch, String mergeKey) {
        List<Object> order = new ArrayList<>(original);
        List<Object> given = new ArrayList<>();
        if (carryOutDirectives(order, patch, mergeKey, given)) {
            return order;
        }
        for (Object item : given) {
            if (order.size() < original.size()
                    && indexOf(order, identity(item, Optional.of(mergeKey)), Optional.of(mergeKey)) < 0) {
                order.add(item);
            }
        }
        return order;
    }

    /** The merged items in their final order: {@code named} has the items that the patch orders. */
    static ListValue ordered(List<Object> merged, List<?> named, List<?> server, Optional<String> mergeKey) {
        List<Object> ofPatch = new ArrayList<>();
        List<Object> ofServer = new ArrayList<>();
        for (Object item : merged) {
            mergeKey.ifPresent(key -> requiredKey(object(item), key));
            boolean isNamed = indexOf(named, identity(item, mergeKey), mergeKey) >= 0;
            (isNamed ? ofPatch : ofServer).add(item);
        }
        return interleaved(sortedBy(ofServer, server, mergeKey), sortedBy(ofPatch, named, mergeKey), server, mergeKey);
    }

    /** Items in the order of another list; items marked for deletion last. */
    static List<Object> sortedBy(List<Object> items, List<?> order, Optional<String> mergeKey) {
        List<Object> kept = new ArrayList<>();
        List<Object> deleted = new ArrayList<>();
        for (Object item : items) {
            mergeKey.ifPresent(key -> requiredKey(object(item), key));
            boolean delete =
                    item instanceof ObjectValue object && Directives.DELETE.equals(object.get(Directives.MARKER));
            (delete ? deleted : kept).add(item);
        }
        kept.sort(Comparator.comparingInt(item -> {
            int index = indexOf(order, identity(item, mergeKey), mergeKey);
            return index < 0 ? Integer.MAX_VALUE : index;
        }));
        kept.addAll(deleted);
        return kept;
    }

    private static ListValue interleaved(
            List<Object> left, List<Object> right, List<?> server, Optional<String> mergeKey) {
        List<Object> result = new ArrayList<>(left.size() + right.size());
        int i = 0;
        for (Object item : right) {
            int place = indexOf(server, identity(item, mergeKey), mergeKey);
            while (i < left.size() && isBefore(left.get(i), place, server, mergeKey)) {
                result.add(left.get(i++));
            }
            result.add(item);
        }
        result.addAll(left.subList(i, left.size()));
        return ListValue.copyOf(result);
    }

    private static boolean isBefore(Object item, int place, List<?> server, Optional<String> mergeKey) {
        int own = indexOf(server, identity(item, mergeKey), mergeKey);
        return own >= 0 && place >= 0 && own < place;
    }
}
