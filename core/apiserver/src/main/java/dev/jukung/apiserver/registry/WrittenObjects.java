package dev.jukung.apiserver.registry;

import dev.jukung.apiserver.audit.AuditTrail;
import dev.jukung.runtime.ApiException;
import dev.jukung.schema.Decoded;
import dev.jukung.schema.DecodingException;
import dev.jukung.schema.Defaulter;
import dev.jukung.schema.WrittenForm;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.function.Function;

/**
 * What a client has written, as an object of its kind: fields in order, unknown ones dealt with as the call says, type and
 * defaults set. Thread-safe.
 */
final class WrittenObjects {
    private final Kinds kinds;

    WrittenObjects(Kinds kinds) {
        this.kinds = kinds;
    }

    /** @param strictErrors what the reader of the text had to object */
    ObjectValue decode(Call call, ObjectValue given, List<String> strictErrors) {
        checkType(call.kind(), given);
        ObjectValue decoded = decoded(call, call.kind().decoder()::decode, given, strictErrors);
        try {
            ObjectValue complete = defaulted(call.kind(), decoded);
            AuditTrail.requested(complete);
            return complete;
        } catch (DecodingException e) {
            throw cannotBeHandled(call.kind(), String.valueOf(e.getMessage()));
        }
    }

    /** An applied configuration: without defaults, and with the zeros it names. */
    ObjectValue decodeApplied(Call call, ObjectValue given, List<String> strictErrors) {
        checkType(call.kind(), given);
        return decoded(call, call.kind().decoder()::decodeKeepingZeros, given, strictErrors);
    }

    private static ObjectValue decoded(
            Call call, Function<ObjectValue, Decoded> decoder, ObjectValue given, List<String> strictErrors) {
        Decoded decoded;
        try {
            decoded = decoder.apply(given);
        } catch (DecodingException e) {
            throw cannotBeHandled(call.kind(), String.valueOf(e.getMessage()));
        }
        Kind kind = call.kind();
        // Custom resources are read as any JSON first, and only then by their schema.
        decoded = kind.isCustom()
                ? decoded.withStrictErrors(strictErrors)
                : decoded.withStrictErrors(strictErrors, given);
        checkFields(call, decoded, error -> cannotBeHandled(kind, error));
        return withType(call.kind(), decoded.tree());
    }

    /**
     * Deals with unknown and duplicate fields as the call says.
     *
     * @param refusal what is thrown in the strict case, from the text that lists them
     */
    static void checkFields(Call call, Decoded decoded, Function<String, ApiException> refusal) {
        switch (call.rules().fieldValidation()) {
            case STRICT ->
                decoded.strictError().ifPresent(error -> {
                    throw refusal.apply(error);
                });
            case WARN -> decoded.strictErrors().forEach(call::warn);
            case IGNORE -> {}
        }
    }

    private static ApiException cannotBeHandled(Kind kind, String why) {
        return GivenType.of(kind.type()).cannotBeHandledAs(kind, why);
    }

    /** Throws where the object says that it is of another kind or version than the resource it is written to. */
    void checkType(Kind kind, ObjectValue given) {
        String name = given.object("metadata").text("name", "");
        GivenType.of(kind.type(), given).check(kind, kinds, name);
    }

    /** The result of a patch: 422 where the patch has made it an object of another kind or version. */
    void checkPatchedType(Kind kind, ObjectValue patched, String shown) {
        if (kind.isCustom()) {
            checkType(kind, patched);
        } else {
            GivenType.of(kind.type(), patched).refusal(kind, kinds).ifPresent(why -> {
                throw Failures.invalidPatch(shown, why);
            });
        }
    }

    /** The object as one of the kind, whatever it says that it is. */
    static ObjectValue retyped(Kind kind, ObjectValue object) {
        return object.with("kind", kind.type().kind())
                .with("apiVersion", kind.type().apiVersion());
    }

    private static ObjectValue withType(Kind kind, ObjectValue tree) {
        if (tree.has("kind") && tree.has("apiVersion")) {
            return tree;
        }
        ObjectValue typed = ObjectValue.of(
                "kind", kind.type().kind(), "apiVersion", kind.type().apiVersion());
        ObjectValue.Builder builder = ObjectValue.builder();
        typed.forEach(builder::set);
        tree.forEach(builder::set);
        return builder.build();
    }

    /** A decoded object with its type and its defaults. */
    static ObjectValue completed(Kind kind, ObjectValue decoded) {
        return defaulted(kind, withType(kind, decoded));
    }

    /** The object as it is stored and answered. */
    static ObjectValue written(Kind kind, ObjectValue object) {
        return WrittenForm.of(kind.schema(), object);
    }

    static ObjectValue defaulted(Kind kind, ObjectValue object) {
        return kind.strategy().defaults(Defaulter.apply(kind.schema(), object));
    }
}
