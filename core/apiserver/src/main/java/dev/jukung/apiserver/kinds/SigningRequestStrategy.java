package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;

/** The rules of CertificateSigningRequests: the requester is who sent it, and the spec never changes. */
final class SigningRequestStrategy implements Strategy {
    @Override
    public ObjectValue prepareForCreate(ObjectValue request, Context context) {
        ObjectValue spec = request.object("spec")
                .with("username", context.user().name())
                .with("groups", ListValue.copyOf(context.user().groups()));
        if (!context.user().uid().isEmpty()) {
            spec = spec.with("uid", context.user().uid());
        }
        return request.with("spec", spec);
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue request, ObjectValue old, Context context) {
        return request.with("spec", old.object("spec"));
    }

    /** The approval subresource: only the conditions count. */
    static ObjectValue approved(ObjectValue current, ObjectValue written) {
        return current.withAt(written.object("status").list("conditions"), "status", "conditions");
    }
}
