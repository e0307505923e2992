package dev.jukung.apiserver;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Cause;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.value.ObjectValue;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes on a Secret when its token was used last; where that fails the log says so, and the next use tries again. Thread-safe. */
record SecretTokenUse(Verbs verbs, Kinds kinds) {
    private static final Logger LOG = LoggerFactory.getLogger(SecretTokenUse.class);

    void label(ObjectKey secret, String uid, String label, String value) throws InterruptedException {
        Call call = Call.of(Bootstrap.SERVER, kinds.get(Resources.SECRETS), secret)
                .with(new Call.WriteRules(false, "kube-apiserver", false, Call.FieldValidation.STRICT));
        ObjectValue metadata = ObjectValue.of("uid", uid, "labels", ObjectValue.of(label, value));
        ApiClient.Patch patch = ApiClient.Patch.merge(ObjectValue.of("metadata", metadata));
        try {
            ScopedValue.where(Cause.CURRENT, new Cause(Bootstrap.SERVER.name(), "note the use of a token", 0))
                    .call(() -> verbs.patch(call, patch, List.of()));
        } catch (ApiException e) {
            LOG.warn("Failed to label legacy service account token {} with last-used date: {}", secret, e.getMessage());
        }
    }
}
