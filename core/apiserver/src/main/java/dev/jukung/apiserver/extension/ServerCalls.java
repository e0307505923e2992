package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kind;
import java.util.ArrayList;

/** What the server does by itself, in its own name. */
final class ServerCalls {
    static final User SELF = User.of("system:apiserver", User.MASTERS);

    private static final Call.WriteRules RULES =
            new Call.WriteRules(false, "kube-apiserver", false, Call.FieldValidation.IGNORE);

    private ServerCalls() {}

    static Call of(Kind kind, String namespace, String name, String subresource) {
        return new Call(SELF, kind, namespace, name, subresource, RULES, new ArrayList<>());
    }
}
