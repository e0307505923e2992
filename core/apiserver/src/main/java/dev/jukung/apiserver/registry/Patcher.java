package dev.jukung.apiserver.registry;

import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.patch.StrategicMergePatch;
import dev.jukung.value.JsonMergePatch;
import dev.jukung.value.JsonPatch;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.PatchException;
import java.util.List;
import java.util.Optional;

/** The patch verb: turns each of the four patch types into a change of the object as it is now. Thread-safe. */
public final class Patcher {
    private final Writer writer;

    public Patcher(Writer writer) {
        this.writer = writer;
    }

    /** @param strictErrors what the reader of the patch's text had to object */
    public StoredObject patch(Call call, Patch patch, List<String> strictErrors) throws InterruptedException {
        return switch (patch.type()) {
            case APPLY -> apply(call, object(patch.body()), strictErrors);
            case JSON -> {
                JsonPatch operations = parsed(patch.body());
                yield writer.update(call, current -> patched(call, operations.apply(current)), false);
            }
            case MERGE ->
                writer.update(call, current -> patched(call, JsonMergePatch.apply(current, patch.body())), false);
            case STRATEGIC -> {
                if (!call.kind().schema().goTyped()) {
                    throw new ApiException(
                            Reason.UNSUPPORTED_MEDIA_TYPE,
                            "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
                }
                ObjectValue body = object(patch.body());
                yield writer.update(call, current -> patched(call, strategic(call, current, body)), false);
            }
        };
    }

    private static ObjectValue strategic(Call call, ObjectValue current, ObjectValue body) {
        return StrategicMergePatch.apply(call.kind().schema(), current, body);
    }

    private static JsonPatch parsed(Object body) {
        try {
            return JsonPatch.of(body);
        } catch (PatchException e) {
            throw Failures.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static ObjectValue object(Object body) {
        if (body instanceof ObjectValue object) {
            return object;
        }
        throw Failures.badRequest("json: cannot unmarshal " + dev.jukung.value.Values.typeOf(body)
                + " into Go value of type map[string]interface {}");
    }

    private ObjectValue patched(Call call, Object result) {
        if (result instanceof ObjectValue object) {
            return writer.decode(call, object);
        }
        throw Failures.badRequest("the patched value is no object");
    }

    private StoredObject apply(Call call, ObjectValue configuration, List<String> strictErrors)
            throws InterruptedException {
        if (call.rules().fieldManager().isEmpty()) {
            FieldErrors errors = new FieldErrors()
                    .add(FieldError.required(FieldPath.of("fieldManager"), "is required for apply patch"));
            throw new ApiException(
                    Reason.INVALID,
                    422,
                    "PatchOptions.meta.k8s.io \"\" is invalid: " + errors.message(),
                    ObjectValue.of("group", "meta.k8s.io", "kind", "PatchOptions", "causes", errors.causes()));
        }
        if (configuration.object("metadata").list("managedFields").size() > 0) {
            throw Failures.badRequest("metadata.managedFields must be nil");
        }
        ObjectValue decoded = writer.decodeOnly(call, configuration, strictErrors);
        return writer.update(
                call, new Application(writer, call, decoded), call.subresource().isEmpty());
    }

    /** Merging an applied configuration, which also settles who manages what. */
    private record Application(Writer writer, Call call, ObjectValue configuration) implements Writer.ObjectChange {
        @Override
        public ObjectValue apply(ObjectValue current) {
            Optional<ObjectValue> live = current.isEmpty() ? Optional.empty() : Optional.of(current);
            return writer.decode(call, writer.ownership().applied(call, live, configuration));
        }

        @Override
        public boolean knowsManagers() {
            return true;
        }
    }
}
