package dev.jukung.value;

import dev.jukung.value.JsonPatchIndex.Refused;
import dev.jukung.value.OpenValue.OpenList;
import dev.jukung.value.OpenValue.OpenObject;
import dev.jukung.value.PatchException.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A document while a JSON patch is applied to it. Every text is evanphx/json-patch's. Confined to one thread. */
final class JsonPatchTarget {
    /** What happens to the container that a pointer's last token belongs to. */
    private interface Edit {
        void apply(OpenValue container, String key) throws Refused;
    }

    /** A pointer: the tokens that lead to the container, and the key in it. */
    private record Place(String pointer, List<String> parents, String key) {}

    private static final String MISSING = ": missing value";

    private Object document; // its containers are open where something has changed
    private final long maxCopyBytes;
    private long copiedBytes;

    JsonPatchTarget(Object document, long maxCopyBytes) {
        this.document = document;
        this.maxCopyBytes = maxCopyBytes;
    }

    Object document() {
        return OpenValue.closed(document);
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
        edit(place, "error in add for path: '" + path + "': ", (in, key) -> insert(in, key, valueOf(operation)));
    }

    private void remove(ObjectValue operation) {
        String path = pointer(operation, "path", "remove operation failed to decode path: missing value");
        Place place =
                container(path, "remove operation does not apply: doc is missing path: \"" + path + "\"" + MISSING);
        edit(place, "error in remove for path: '" + path + "': ", JsonPatchTarget::delete);
    }

    private void replace(ObjectValue operation) {
        String path = pointer(
                operation,
                "path",
                "replace operation failed to decode path: operation missing path field: missing value");
        if (path.isEmpty()) {
            if (!OpenValue.isContainer(valueOf(operation))) {
                throw refused("replace operation value must be object or array: %!w(<nil>)");
            }
            document = valueOf(operation);
            return;
        }
        Place place = container(path, "replace operation does not apply: doc is missing path: " + path + MISSING);
        String absent = "replace operation does not apply: doc is missing key: " + path + MISSING;
        edit(place, "", (in, key) -> {
            switch (in) {
                case OpenObject object -> object.members().put(key, valueOf(operation));
                case OpenList list -> {
                    try {
                        list.items().set(JsonPatchIndex.of(key, list.items().size()), valueOf(operation));
                    } catch (Refused _) {
                        throw new Refused(absent); // this text replaces the cause, as in evanphx/json-patch
                    }
                }
            }
        });
    }

    private void move(ObjectValue operation) {
        String from = from(operation, "move operation failed to decode from: operation, missing from field");
        Place source = container(from, "move operation does not apply: doc is missing from path: " + from + MISSING);
        String context = "error in move for path: '" + source.key() + "': ";
        Object moved = read(source, context);
        edit(source, context, JsonPatchTarget::delete);

        String path = pointer(
                operation, "path", "move operation failed to decode path: operation missing path field: missing value");
        Place place =
                container(path, "move operation does not apply: doc is missing destination path: " + path + MISSING);
        edit(place, "error in move for path: '" + path + "': ", (in, key) -> insert(in, key, moved));
    }

    private void copy(ObjectValue operation) {
        String from = from(operation, "copy operation failed to decode from: operation, missing from field");
        Place source = container(from, "copy operation does not apply: doc is missing from path: " + from + MISSING);
        Object copied = OpenValue.closed(read(source, "error in copy for from: '" + from + "': "));

        String path = pointer(operation, "path", "copy operation failed to decode path: missing value");
        Place place =
                container(path, "copy operation does not apply: doc is missing destination path: " + path + MISSING);
        copiedBytes += copied == NullValue.NULL ? 0 : Json.bytes(copied).length;
        if (copiedBytes > maxCopyBytes) {
            throw refused(
                    "Unable to complete the copy, the accumulated size increase of copy is %d, exceeding the limit %d"
                            .formatted(copiedBytes, maxCopyBytes));
        }
        edit(place, "error while adding value during copy: ", (in, key) -> insert(in, key, copied));
    }

    private void test(ObjectValue operation) {
        String path = pointer(
                operation, "path", "test operation failed to decode path: operation missing path field: missing value");
        Object found = path.isEmpty()
                ? document
                : read(
                        container(path, "test operation does not apply: is missing path: " + path + MISSING),
                        "error in test for path: '" + path + "': ");
        if (!Values.equivalent(OpenValue.closed(found), valueOf(operation))) {
            throw new PatchException(Problem.TEST_FAILED, "testing value " + path + " failed: test failed");
        }
    }

    private static Object valueOf(ObjectValue operation) {
        return orNull(operation.get("value"));
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
            if (!OpenValue.isContainer(value)) {
                throw refused(absent);
            }
            parents.add(token);
        }
        return new Place(pointer, parents, unescaped(tokens[tokens.length - 1]));
    }

    private static String unescaped(String token) {
        return token.indexOf('~') < 0 ? token : token.replace("~1", "/").replace("~0", "~");
    }

    /** What is there, or null as a value if nothing is. */
    private static Object child(Object container, String key) {
        try {
            return member(container, key);
        } catch (Refused _) {
            return NullValue.NULL; // the caller says so with the whole path
        }
    }

    /** The member or item; an absent member is null, an absent item is refused. */
    private static Object member(Object container, String key) throws Refused {
        return switch (container) {
            case ObjectValue object -> orNull(object.get(key));
            case OpenObject object -> orNull(object.members().get(key));
            case ListValue list -> list.get(JsonPatchIndex.of(key, list.size()));
            case OpenList list ->
                list.items().get(JsonPatchIndex.of(key, list.items().size()));
            default -> NullValue.NULL;
        };
    }

    private static Object orNull(@Nullable Object value) {
        return value == null ? NullValue.NULL : value;
    }

    private Object read(Place place, String context) {
        Object container = document;
        for (String parent : place.parents()) {
            container = child(container, parent);
        }
        try {
            return member(container, place.key());
        } catch (Refused e) {
            throw refused(context + e.getMessage());
        }
    }

    private void edit(Place place, String context, Edit edit) {
        try {
            OpenValue container = OpenValue.open(document);
            document = container;
            for (String parent : place.parents()) {
                container = opened(container, parent);
            }
            edit.apply(container, place.key());
        } catch (Refused e) {
            throw refused(context + e.getMessage());
        }
    }

    /** Opens a container inside an open one. */
    private static OpenValue opened(OpenValue container, String key) throws Refused {
        OpenValue inner = OpenValue.open(member(container, key));
        switch (container) {
            case OpenObject object -> object.members().put(key, inner);
            case OpenList list ->
                list.items().set(JsonPatchIndex.of(key, list.items().size()), inner);
        }
        return inner;
    }

    private static void insert(OpenValue container, String key, Object value) throws Refused {
        switch (container) {
            case OpenObject object -> object.members().put(key, value);
            case OpenList list when key.equals("-") -> list.items().add(value);
            case OpenList list -> {
                long index;
                try {
                    index = JsonPatchIndex.number(key);
                } catch (Refused e) {
                    throw new Refused("value was not a proper array index: '" + key + "': " + e.getMessage());
                }
                list.items().add(JsonPatchIndex.position(index, list.items().size() + 1), value);
            }
        }
    }

    private static void delete(OpenValue container, String key) throws Refused {
        switch (container) {
            case OpenList list ->
                list.items().remove(JsonPatchIndex.of(key, list.items().size()));
            case OpenObject object -> {
                if (object.members().remove(key) == null) {
                    throw new Refused("Unable to remove nonexistent key: " + key + MISSING);
                }
            }
        }
    }

    private static PatchException refused(String message) {
        return new PatchException(Problem.NOT_APPLICABLE, message);
    }
}
