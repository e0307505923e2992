package dev.jukung.kubelet.volumes;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.pod.PodVolumes.VolumeException;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.Views;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of pods' service accounts, each bound to its pod. A token is asked for anew when four fifths of its life, or a day, are over, as
 * Kubernetes does. Thread-safe.
 */
final class ServiceAccountTokens {
    private static final Duration REFRESH_MAX = Duration.ofHours(24);

    /** @param refreshAt when it has to be asked for again */
    record Token(String text, Instant refreshAt) {}

    private record Id(String podUid, String audience, long seconds) {}

    private final ApiClient client;
    private final Clock clock;
    // Guarded by this. Forgotten with the pod.
    private final Map<Id, Token> tokens = new HashMap<>();

    ServiceAccountTokens(ApiClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** @param audience empty for the API server itself */
    Token token(Pod pod, String audience, long seconds) throws VolumeException, InterruptedException {
        Id id = new Id(pod.uid(), audience, seconds);
        Token known = known(id);
        if (known != null && known.refreshAt().isAfter(clock.now())) {
            return known;
        }
        try {
            Token fresh = request(pod, audience, seconds);
            put(id, fresh);
            return fresh;
        } catch (ApiException e) {
            throw new VolumeException("failed to fetch token: " + e.getMessage());
        }
    }

    private synchronized @Nullable Token known(Id id) {
        return tokens.get(id);
    }

    private synchronized void put(Id id, Token token) {
        tokens.put(id, token);
    }

    private Token request(Pod pod, String audience, long seconds) throws InterruptedException {
        ObjectValue spec = ObjectValue.of(
                "audiences",
                audience.isEmpty() ? ListValue.EMPTY : ListValue.copyOf(List.of(audience)),
                "expirationSeconds",
                seconds,
                "boundObjectRef",
                ObjectValue.of("apiVersion", "v1", "kind", "Pod", "name", pod.name(), "uid", pod.uid()));
        ObjectKey account =
                ObjectKey.of(pod.namespace(), pod.spec().serviceAccountName().orElse("default"));
        ObjectValue body =
                ObjectValue.of("apiVersion", "authentication.k8s.io/v1", "kind", "TokenRequest", "spec", spec);
        Instant now = clock.now();
        ObjectValue status = client.postSubresource(Resources.SERVICEACCOUNTS, account, "token", body)
                .object("status");
        Duration life = expiry(status).map(end -> Duration.between(now, end)).orElse(Duration.ofSeconds(seconds));
        Duration refresh = life.multipliedBy(4).dividedBy(5);
        return new Token(
                status.text("token", ""), now.plus(refresh.compareTo(REFRESH_MAX) < 0 ? refresh : REFRESH_MAX));
    }

    private static Optional<Instant> expiry(ObjectValue status) {
        return status.text("expirationTimestamp").map(Views::toInstant);
    }

    /** The pod has ended. */
    synchronized void forget(String podUid) {
        tokens.keySet().removeIf(id -> id.podUid().equals(podUid));
    }
}
