package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.audit.AuditTrail;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Patcher;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.http.Request;
import dev.jukung.model.ResourceType;
import dev.jukung.model.protobuf.Protobuf;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.Reason;
import java.util.Arrays;

/** What a request to a resource path brings and what it wants back, read as its kind asks for. Stateless. */
final class RequestContent {
    private RequestContent() {}

    static Bodies.Body body(Call call, Request request) {
        ResourceType<?> type = call.kind().type();
        return call.kind().isCustom()
                ? Bodies.readTyped(request, type.apiVersion(), type.kind())
                : Bodies.read(request, type.apiVersion(), type.kind());
    }

    static Format format(Call call, Request request, String verb) {
        boolean collection = call.name().isEmpty() && (verb.equals("list") || verb.equals("watch"));
        Format.check(request, collection);
        ResourceType<?> type = call.kind().type();
        return Format.of(request, Protobuf.knows(type.apiVersion(), type.kind()));
    }

    static Patch.Type patchType(Kind kind, Request request) {
        String type = Bodies.mediaType(request);
        if (CborAnswers.on() && type.equals(CborAnswers.APPLY)) {
            return Patch.Type.APPLY;
        }
        return Arrays.stream(Patch.Type.values())
                .filter(candidate -> candidate.contentType().equals(type))
                .findFirst()
                .orElseThrow(() -> kind.isCustom()
                        ? Patcher.unknownFormat()
                        : Refusals.generic(Reason.UNSUPPORTED_MEDIA_TYPE, "415: Unsupported Media Type"));
    }

    /** The object as the patch of the request makes it; the audit trail is told of the patch. */
    static StoredObject patched(Verbs verbs, Call call, Request request) throws InterruptedException {
        Patch.Type type = patchType(call.kind(), request);
        Bodies.Body body = Bodies.patch(request, type);
        AuditTrail.requested(body.value());
        return verbs.patch(call, new Patch(type, body.value()), body.strictErrors());
    }
}
