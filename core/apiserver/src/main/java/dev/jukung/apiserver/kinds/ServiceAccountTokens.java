package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.value.ObjectValue;

/** Issues tokens for ServiceAccounts: the subresource {@code token} ({@code authentication.k8s.io/v1 TokenRequest}). */
@FunctionalInterface
public interface ServiceAccountTokens {
    ObjectValue request(Verbs verbs, Call call, ObjectValue tokenRequest) throws InterruptedException;
}
