package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.registry.AuditAnnotations;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.schema.DecodingException;
import dev.jukung.schema.Defaulter;
import dev.jukung.value.Json;
import dev.jukung.value.JsonPatch;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.PatchException;
import java.util.Base64;

/** What a webhook's patch makes of an object. Stateless. */
final class HookPatch {
    /** The object of the review with the verdict's patch, as an object of the request's version. */
    ObjectValue applied(Invocation invocation, Verdict verdict, AuditAnnotations audit, String place)
            throws HookFailure {
        ObjectValue object = invocation.review().object();
        if (verdict.patch().isEmpty()) {
            return object;
        }
        ListValue operations = operations(verdict.patch());
        if (operations.isEmpty()) {
            return object;
        }
        Hook hook = invocation.hook();
        if (object.isEmpty()) {
            throw HookCalls.internal("admission webhook \"" + hook.name()
                    + "\" attempted to modify the object, which is not supported for this operation");
        }
        if (!verdict.patchType().equals("JSONPatch")) {
            throw new HookFailure("unsupported patch type \"" + verdict.patchType() + "\"", HookFailure.UNAVAILABLE);
        }
        ObjectValue patched = patched(operations, invocation.sent(object));
        ObjectValue note = ObjectValue.of(
                "configuration",
                hook.configuration(),
                "webhook",
                hook.name(),
                "patch",
                operations,
                "patchType",
                "JSONPatch");
        audit.add("patch.webhook.admission.k8s.io/" + place, note.toString());
        return invocation.received(invocation.isWhole() ? decoded(invocation.kind(), patched) : patched);
    }

    private static ListValue operations(String base64) throws HookFailure {
        String why;
        try {
            Object patch = Json.parse(Base64.getDecoder().decode(base64));
            if (patch instanceof ListValue list) {
                return list;
            }
            why = "json: cannot unmarshal object into Go value of type jsonpatch.Patch";
        } catch (IllegalArgumentException | ParseException e) {
            why = String.valueOf(e.getMessage());
        }
        throw new HookFailure("received undecodable patch in webhook response: " + why, HookFailure.UNAVAILABLE);
    }

    private static ObjectValue patched(ListValue operations, ObjectValue object) {
        try {
            if (JsonPatch.of(operations).apply(object) instanceof ObjectValue result) {
                return result;
            }
            throw HookCalls.internal("json: cannot unmarshal the patched document into an object");
        } catch (PatchException e) {
            throw HookCalls.internal(String.valueOf(e.getMessage()));
        }
    }

    /** Fields that the kind does not have are dropped, as when a client writes them leniently. */
    private static ObjectValue decoded(Kind kind, ObjectValue patched) {
        try {
            ObjectValue tree = kind.decoder().decode(patched).tree();
            return kind.strategy().defaults(Defaulter.apply(kind.schema(), tree));
        } catch (DecodingException e) {
            throw HookCalls.internal(String.valueOf(e.getMessage()));
        }
    }
}
