package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Writer;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.function.Supplier;

/** NamespaceAutoProvision: makes the namespace that something is created in, if it is not there. Thread-safe. */
final class NamespaceAutoProvision implements Admission {
    private static final User SERVER = User.of("system:apiserver", User.MASTERS);

    private final Supplier<Writer> writer;

    NamespaceAutoProvision(Supplier<Writer> writer) {
        this.writer = writer;
    }

    @Override
    public void prepare(Call call) throws InterruptedException {
        String name = call.namespace();
        Kind namespaces = writer.get().kinds().get(Resources.NAMESPACES);
        if (call.rules().dryRun()
                || name.isEmpty()
                || !call.kind().type().namespaced()
                || writer.get()
                        .snapshot()
                        .get(namespaces.key(ObjectKey.of(name)))
                        .isPresent()) {
            return;
        }
        ObjectValue namespace =
                ObjectValue.of("apiVersion", "v1", "kind", "Namespace", "metadata", ObjectValue.of("name", name));
        Call creation = Call.of(SERVER, namespaces, ObjectKey.of(name))
                .with(new Call.WriteRules(false, "kube-apiserver", false, Call.FieldValidation.STRICT));
        try {
            writer.get().create(creation, namespace, List.of());
        } catch (ApiException e) {
            if (!e.is(Reason.ALREADY_EXISTS)) { // somebody else may have been faster
                throw Failures.forbidden(call.kind(), call.name(), String.valueOf(e.getMessage()));
            }
        }
    }
}
