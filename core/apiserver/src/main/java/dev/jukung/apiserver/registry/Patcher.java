package dev.jukung.apiserver.registry;

import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.Decoded;
import dev.jukung.schema.Decoder;
import dev.jukung.schema.DecodingException;
import dev.jukung.schema.GoText;
import dev.jukung.schema.Schema;
import dev.jukung.schema.patch.StrategicMergePatch;
import dev.jukung.value.Json;
import dev.jukung.value.JsonMergePatch;
import dev.jukung.value.JsonPatch;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.PatchException;
import dev.jukung.value.Values;
import java.util.List;
import java.util.Optional;

/** The patch verb: turns each of the four patch types into a change of the object as it is now. Thread-safe. */
public final class Patcher {
    private static final String MAP = "map[string]interface {}";
    private static final String UNDECODED_YAML = "error decoding YAML: error unmarshaling JSON: while decoding JSON: ";

    private final Writer writer;

    public Patcher(Writer writer) {
        this.writer = writer;
    }

    /** @param strictErrors what the reader of the patch's text had to object */
    public StoredObject patch(Call call, Patch patch, List<String> strictErrors) throws InterruptedException {
        return switch (patch.type()) {
            case APPLY -> apply(call, object(patch.body(), UNDECODED_YAML), strictErrors);
            case JSON, MERGE -> writer.update(call, current -> byText(call, patch, current, strictErrors), false);
            case STRATEGIC -> {
                if (!call.kind().schema().goTyped()) {
                    throw unknownFormat();
                }
                ObjectValue body = object(patch.body(), "");
                yield writer.update(call, current -> strategic(call, current, body, strictErrors), false);
            }
        };
    }

    /** Of a patch of a custom resource in a format that there is not for it. */
    public static ApiException unknownFormat() {
        return new ApiException(
                Reason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include:"
                        + " application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
    }

    /** What a JSON patch or a merge patch makes of a document, whatever it is. Throws what the API server answers. */
    public static Object patched(Patch patch, ObjectValue current) {
        try {
            if (patch.type() == Patch.Type.JSON) {
                checkOperations(patch.body());
                return JsonPatch.of(patch.body()).apply(current);
            }
            return JsonMergePatch.apply(current, mergeBody(patch.body()));
        } catch (PatchException e) {
            throw switch (e.problem()) {
                case MALFORMED -> Failures.badRequest("error decoding patch: " + e.getMessage());
                case TOO_LARGE -> Failures.tooLarge(String.valueOf(e.getMessage()));
                case NOT_APPLICABLE, TEST_FAILED -> Failures.unprocessable();
            };
        }
    }

    /** What Kubernetes reads before its patch library does, into types of its own. */
    private static void checkOperations(Object body) {
        if (body instanceof ListValue operations) {
            for (Object operation : operations) {
                if (!(operation instanceof ObjectValue) && operation != NullValue.NULL) {
                    throw notDecoded(operation, "handlers.jsonPatchOp");
                }
            }
        } else if (body != NullValue.NULL) {
            throw notDecoded(body, "[]handlers.jsonPatchOp");
        }
    }

    private static ApiException notDecoded(Object value, String type) {
        return Failures.badRequest("error decoding patch: " + cannotUnmarshal(value, type));
    }

    private static ObjectValue mergeBody(Object body) {
        if (body == NullValue.NULL) {
            throw Failures.badRequest("Invalid JSON Patch");
        }
        if (body instanceof ObjectValue object) {
            return object;
        }
        throw notDecoded(body, MAP);
    }

    /** Null is read into a map that stays empty. @param context what the refusal of anything else starts with */
    private static ObjectValue object(Object body, String context) {
        if (body == NullValue.NULL) {
            return ObjectValue.EMPTY;
        }
        if (body instanceof ObjectValue object) {
            return object;
        }
        throw Failures.badRequest(context + cannotUnmarshal(body, MAP));
    }

    private static String cannotUnmarshal(Object value, String type) {
        String given =
                switch (Values.typeOf(value)) {
                    case "boolean" -> "bool";
                    case "integer" -> "number";
                    default -> Values.typeOf(value);
                };
        return "json: cannot unmarshal " + given + " into Go value of type " + type;
    }

    /** What a patch of any kind makes of an object that is not stored as it is shown, such as a Scale. */
    static ObjectValue patchedAs(Patch patch, ObjectValue current, Schema schema) {
        boolean strategic = patch.type() == Patch.Type.STRATEGIC;
        ObjectValue result;
        String shown;
        if (strategic) {
            ObjectValue body = object(patch.body(), "");
            result = StrategicMergePatch.apply(schema, current, body);
            shown = GoText.printed(body);
        } else {
            if (!(patched(patch, current) instanceof ObjectValue made)) {
                throw Failures.unprocessable();
            }
            result = PatchedOrder.of(patch, current, made);
            shown = Json.write(result);
        }
        try {
            return new Decoder(schema).decode(result).tree();
        } catch (DecodingException e) {
            throw Failures.invalidPatch(shown, strategic ? StrategicWording.of(e) : String.valueOf(e.getMessage()));
        }
    }

    private ObjectValue byText(Call call, Patch patch, ObjectValue current, List<String> strictErrors) {
        if (!(patched(patch, current) instanceof ObjectValue made)) {
            throw Failures.unprocessable();
        }
        ObjectValue result = PatchedOrder.of(patch, current, made);
        String shown = Json.write(result);
        writer.objects().checkPatchedType(call.kind(), result, shown);
        try {
            return decoded(call, call.kind().decoder().decode(result), strictErrors, shown);
        } catch (DecodingException e) {
            throw Failures.invalidPatch(shown, String.valueOf(e.getMessage()));
        }
    }

    private ObjectValue strategic(Call call, ObjectValue current, ObjectValue body, List<String> strictErrors) {
        String shown = GoText.printed(body);
        try {
            ObjectValue result = WrittenObjects.retyped(
                    call.kind(), StrategicMergePatch.apply(call.kind().schema(), current, body));
            return decoded(call, call.kind().decoder().decode(result).sorted(), strictErrors, shown);
        } catch (dev.jukung.schema.patch.PatchException e) {
            throw switch (e.kind()) {
                case BAD_REQUEST -> Failures.badRequest(String.valueOf(e.getMessage()));
                case UNPROCESSABLE -> Failures.unprocessable();
                case OTHER, CONFLICT -> new ApiException(Reason.UNKNOWN, String.valueOf(e.getMessage()), e);
            };
        } catch (DecodingException e) {
            throw Failures.invalidPatch(shown, StrategicWording.of(e));
        }
    }

    /** The result of a patch as an object of its kind; what a strict reader objects to is the patch's fault. */
    private ObjectValue decoded(Call call, Decoded result, List<String> strictErrors, String shown) {
        Decoded all = result.withStrictErrors(strictErrors);
        WrittenObjects.checkFields(call, all, why -> Failures.invalidPatch(shown, why));
        ObjectValue object = WrittenObjects.completed(call.kind(), all.tree());
        UpdateRules.checkPatched(call, object);
        return object;
    }

    private StoredObject apply(Call call, ObjectValue configuration, List<String> strictErrors)
            throws InterruptedException {
        writer.ownership().check(call, configuration);
        ObjectValue decoded = writer.objects().decodeApplied(call, configuration, strictErrors);
        return writer.update(
                call, new Application(writer, call, decoded), call.subresource().isEmpty());
    }

    /** Merging an applied configuration, which also settles who manages what. */
    private record Application(Writer writer, Call call, ObjectValue configuration) implements Writer.ObjectChange {
        @Override
        public ObjectValue apply(ObjectValue current) {
            Optional<ObjectValue> live = current.isEmpty() ? Optional.empty() : Optional.of(current);
            ObjectValue merged =
                    writer.objects().decode(call, writer.ownership().applied(call, live, configuration), List.of());
            UpdateRules.checkPatched(call, merged);
            return merged;
        }

        @Override
        public boolean knowsManagers() {
            return true;
        }
    }
}
