package dev.jukung.apiserver.registry;

import dev.jukung.apiserver.auth.User;
import dev.jukung.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/**
 * One request for one kind, after authorization: who, what, with which options.
 *
 * @param name empty for requests to the collection
 * @param subresource empty for the object itself
 * @param warnings collects what is told to the client in Warning headers; confined to the request's thread
 */
public record Call(
        User user,
        Kind kind,
        String namespace,
        String name,
        String subresource,
        WriteRules rules,
        List<String> warnings) {
    /** What the options of a write say. */
    public record WriteRules(boolean dryRun, String fieldManager, boolean force, FieldValidation fieldValidation) {
        public static final WriteRules NONE = new WriteRules(false, "unknown", false, FieldValidation.WARN);

        public WriteRules dry() {
            return new WriteRules(true, fieldManager, force, fieldValidation);
        }

        /** An apply that takes fields from their managers. */
        public WriteRules forced() {
            return new WriteRules(dryRun, fieldManager, true, fieldValidation);
        }
    }

    /** What happens to unknown and duplicate fields. */
    public enum FieldValidation {
        STRICT,
        WARN,
        IGNORE
    }

    public static Call of(User user, Kind kind, ObjectKey key) {
        return new Call(user, kind, key.namespace(), key.name(), "", WriteRules.NONE, new ArrayList<>());
    }

    public ObjectKey key() {
        return new ObjectKey(kind.type().namespaced() ? namespace : "", name);
    }

    public Call named(String newName) {
        return new Call(user, kind, namespace, newName, subresource, rules, warnings);
    }

    public Call with(WriteRules newRules) {
        return new Call(user, kind, namespace, name, subresource, newRules, warnings);
    }

    public Call below(String newSubresource) {
        return new Call(user, kind, namespace, name, newSubresource, rules, warnings);
    }

    /** The same text is told once, also when the write is tried again. */
    public void warn(String text) {
        if (!warnings.contains(text)) {
            warnings.add(text);
        }
    }
}
