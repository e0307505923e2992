package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;

/** The rules of Events: one lives in the namespace of the object it is about. */
record EventStrategy(boolean legacy) implements Strategy {
    /** Any name will do for those of the core group. */
    @Override
    public NameRule nameRule() {
        return legacy ? NameRule.PATH_SEGMENT : NameRule.SUBDOMAIN;
    }

    @Override
    public boolean isCollected() {
        return false;
    }

    @Override
    public void validate(ObjectValue event, FieldErrors errors) {
        boolean old = event.has("involvedObject");
        ObjectValue about = event.object(old ? "involvedObject" : "regarding");
        String namespace = about.text("namespace", "");
        String own = event.object("metadata").text("namespace", "");
        boolean matches =
                namespace.isEmpty() ? own.equals("default") || own.equals("kube-system") : namespace.equals(own);
        if (!matches) {
            errors.add(FieldError.invalid(
                    FieldPath.of("involvedObject", "namespace"), // whatever the group calls it
                    namespace,
                    "does not match event.namespace"));
        }
    }
}
