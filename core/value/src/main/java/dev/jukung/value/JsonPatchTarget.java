package dev.jukung.value;

import dev.jukung.value.PatchException.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A document while a JSON patch is applied to it. Every text is evanphx/json-patch's. Confined to one thread. */
final class JsonPatchTarget {
    /** A failure inside an operation; the operation adds its own context. */
    private static final class Refused extends Exception {
        Refused(String message) {
            super(message, null, false, false);
        }
    }

    /** What happens to the container that a pointer's last token belongs to. */
    private interface Edit {
        Object apply(Object container, String key) throws Refused;
    }

    /** A pointer: the tokens that lead to the container, and the key in it. */
    private record Place(String pointer, List<String> parents, String key) {}

    private static final String MISSING = ": missing value";

    private Object document;
    private final long maxCopyBytes;
    private long copiedBytes;

    JsonPatchTarget(Object document, long maxCopyBytes) {
        this.document = document;
        this.maxCopyBytes = maxCopyBytes;
    }

    static boolean isContainer(@Nullable Object value) {
        return value instanceof ObjectValue || value instanceof ListValue;
    }

    Object document() {
        return document;
    }

    void apply(ObjectValue operation) {
        String kind = operation.text("op", "unknown");
        switch (kind) {
            case "add" -> add(operation);
            case "remove" -> remove(operation);
            case "replace" -> replace(operation);
            case "move" -> move(operation);
            case "test" -> test(operation);
            case "copy" -> copy(operation);
            default -> throw refused("Unexpected kind: " + kind);
        }
    }

    private void add(ObjectValue operation) {
        String path = pointer(operation, "path", "add operation failed to decode path: missing value");
        Place place = container(path, "add operation does not apply: doc is missing path: \"" + path + "\"" + MISSING);
        edit(place, "error in add for path: '" + path + "': ", (in, key) -> added(in, key, valueOf(operation)));
    }

    private void remove(ObjectValue operation) {
        String path = pointer(operation, "path", "remove operation failed to decode path: missing value");
        Place place =
                container(path, "remove operation does not apply: doc is missing path: \"" + path + "\"" + MISSING);
        edit(place, "error in remove for path: '" + path + "': ", JsonPatchTarget::removed);
    }

    private void replace(ObjectValue operation) {
        String path = pointer(
                operation,
                "path",
                "replace operation failed to decode path: operation missing path field: missing value");
        if (path.isEmpty()) {
            if (!isContainer(operation.get("value"))) {
                throw refused("replace operation value must be object or array: %!w(<nil>)");
            }
            document = valueOf(operation);
            return;
        }
        Place place = container(path, "replace operation does not apply: doc is missing path: " + path + MISSING);
        String absent = "replace operation does not apply: doc is missing key: " + path + MISSING;
        edit(place, "", (in, key) -> {
            if (in instanceof ListValue list) {
                try {
                    return list.with(indexOf(list, key), valueOf(operation));
                } catch (Refused _) {
                    throw new Refused(absent); // this text replaces the cause, as in evanphx/json-patch
                }
            }
            return ((ObjectValue) in).with(key, valueOf(operation));
        });
    }

    private void move(ObjectValue operation) {
        String from = from(operation, "move operation failed to decode from: operation, missing from field");
        Place source = container(from, "move operation does not apply: doc is missing from path: " + from + MISSING);
        String context = "error in move for path: '" + source.key() + "': ";
        Object moved = read(source, context);
        edit(source, context, JsonPatchTarget::removed);

        String path = pointer(
                operation, "path", "move operation failed to decode path: operation missing path field: missing value");
        Place place =
                container(path, "move operation does not apply: doc is missing destination path: " + path + MISSING);
        edit(place, "error in move for path: '" + path + "': ", (in, key) -> added(in, key, moved));
    }

    private void copy(ObjectValue operation) {
        String from = from(operation, "copy operation failed to decode from: operation, missing from field");
        Place source = container(from, "copy operation does not apply: doc is missing from path: " + from + MISSING);
        Object copied = read(source, "error in copy for from: '" + from + "': ");

        String path = pointer(operation, "path", "copy operation failed to decode path: missing value");
        Place place =
                container(path, "copy operation does not apply: doc is missing destination path: " + path + MISSING);
        copiedBytes += copied == NullValue.NULL ? 0 : Json.bytes(copied).length;
        if (copiedBytes > maxCopyBytes) {
            throw refused(
                    "Unable to complete the copy, the accumulated size increase of copy is %d, exceeding the limit %d"
                            .formatted(copiedBytes, maxCopyBytes));
        }
        edit(place, "error while adding value during copy: ", (in, key) -> added(in, key, copied));
    }

    private void test(ObjectValue operation) {
        String path = pointer(
                operation, "path", "test operation failed to decode path: operation missing path field: missing value");
        Object found = path.isEmpty()
                ? document
                : read(
                        container(path, "test operation does not apply: is missing path: " + path + MISSING),
                        "error in test for path: '" + path + "': ");
        if (!Values.equivalent(found, valueOf(operation))) {
            throw refused("testing value " + path + " failed: test failed");
        }
    }

    private static Object valueOf(ObjectValue operation) {
        Object value = operation.get("value");
        return value == null ? NullValue.NULL : value;
    }

    private static String from(ObjectValue operation, String absent) {
        return pointer(operation, "from", absent + MISSING);
    }

    private static String pointer(ObjectValue operation, String field, String absent) {
        return operation.text(field).orElseThrow(() -> refused(absent));
    }

    /** Where a pointer leads; it must lead into a container that exists. */
    private Place container(String pointer, String absent) {
        String[] tokens = pointer.split("/", -1);
        if (tokens.length < 2) {
            throw refused(absent);
        }
        // What stands before the first slash is ignored, as in evanphx/json-patch.
        List<String> parents = new ArrayList<>(tokens.length - 2);
        Object value = document;
        for (int i = 1; i < tokens.length - 1; i++) {
            String token = unescaped(tokens[i]);
            value = child(value, token);
            if (!isContainer(value)) {
                throw refused(absent);
            }
            parents.add(token);
        }
        return new Place(pointer, parents, unescaped(tokens[tokens.length - 1]));
    }

    private static String unescaped(String token) {
        return token.indexOf('~') < 0 ? token : token.replace("~1", "/").replace("~0", "~");
    }

    private static @Nullable Object child(@Nullable Object container, String key) {
        if (container instanceof ObjectValue object) {
            return object.get(key);
        }
        try {
            return container instanceof ListValue list ? list.get(indexOf(list, key)) : null;
        } catch (Refused _) {
            return null; // nothing is there: the caller says so with the whole path
        }
    }

    private Object read(Place place, String context) {
        Object container = document;
        for (String parent : place.parents()) {
            container = child(container, parent);
        }
        try {
            Object found = container instanceof ListValue list
                    ? list.get(indexOf(list, place.key()))
                    : child(container, place.key());
            return found == null ? NullValue.NULL : found;
        } catch (Refused e) {
            throw refused(context + e.getMessage());
        }
    }

    private void edit(Place place, String context, Edit edit) {
        try {
            document = edited(document, place, 0, edit);
        } catch (Refused e) {
            throw refused(context + e.getMessage());
        }
    }

    private static Object edited(Object container, Place place, int depth, Edit edit) throws Refused {
        if (depth == place.parents().size()) {
            return edit.apply(container, place.key());
        }
        String key = place.parents().get(depth);
        if (container instanceof ListValue list) {
            int index = indexOf(list, key);
            return list.with(index, edited(list.get(index), place, depth + 1, edit));
        }
        ObjectValue object = (ObjectValue) container;
        return object.with(key, edited(object.valueAt(object.indexOf(key)), place, depth + 1, edit));
    }

    private static Object added(Object container, String key, Object value) throws Refused {
        if (container instanceof ObjectValue object) {
            return object.with(key, value);
        }
        ListValue list = (ListValue) container;
        if (key.equals("-")) {
            return list.plus(value);
        }
        long index;
        try {
            index = number(key);
        } catch (Refused e) {
            throw new Refused("value was not a proper array index: '" + key + "': " + e.getMessage());
        }
        return list.plus(position(index, list.size() + 1), value);
    }

    private static Object removed(Object container, String key) throws Refused {
        if (container instanceof ListValue list) {
            return list.without(indexOf(list, key));
        }
        ObjectValue object = (ObjectValue) container;
        if (!object.has(key)) {
            throw new Refused("Unable to remove nonexistent key: " + key + MISSING);
        }
        return object.without(key);
    }

    private static int indexOf(ListValue list, String key) throws Refused {
        return position(number(key), list.size());
    }

    private static int position(long index, int size) throws Refused {
        if (index >= size || index < -size) {
            throw new Refused("Unable to access invalid index: " + index + ": invalid index referenced");
        }
        return (int) (index < 0 ? index + size : index);
    }

    /** What Go's strconv.Atoi takes: an optional sign and digits. */
    private static long number(String text) throws Refused {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        boolean digits = text.length() > start;
        for (int i = start; i < text.length(); i++) {
            digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!digits) {
            throw new Refused("strconv.Atoi: parsing " + GoText.quoted(text) + ": invalid syntax");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw new Refused("strconv.Atoi: parsing " + GoText.quoted(text) + ": value out of range");
        }
    }

    private static PatchException refused(String message) {
        return new PatchException(Problem.NOT_APPLICABLE, message);
    }
}
