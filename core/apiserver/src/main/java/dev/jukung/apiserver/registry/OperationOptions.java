package dev.jukung.apiserver.registry;

import dev.jukung.apiserver.registry.Admission.Operation;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;

/** The options of a write as admission shows them. Stateless. */
final class OperationOptions {
    private static final String API_VERSION = "meta.k8s.io/v1";

    private OperationOptions() {}

    /** CreateOptions or UpdateOptions; a patch counts as an update. Empty for connections. */
    static ObjectValue of(Operation operation, Call.WriteRules rules) {
        if (operation == Operation.CONNECT) {
            return ObjectValue.EMPTY;
        }
        String kind = operation == Operation.CREATE ? "CreateOptions" : "UpdateOptions";
        ObjectValue options = ObjectValue.of("kind", kind, "apiVersion", API_VERSION);
        if (rules.dryRun()) {
            options = options.with("dryRun", ListValue.of("All"));
        }
        if (!rules.fieldManager().isEmpty()) {
            options = options.with("fieldManager", rules.fieldManager());
        }
        return switch (rules.fieldValidation()) {
            case STRICT -> options.with("fieldValidation", "Strict");
            case IGNORE -> options.with("fieldValidation", "Ignore");
            case WARN -> options; // the default is not told
        };
    }

    static ObjectValue deletion(ObjectValue given) {
        return ObjectValue.of("kind", "DeleteOptions", "apiVersion", API_VERSION)
                .withAll(given.without("kind").without("apiVersion"));
    }
}
