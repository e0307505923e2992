package dev.jukung.controllers.bootstrap;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Secret;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The token-cleaner-controller: deletes tokens by which nodes join when their time is over. */
public final class TokenCleaner implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "token-cleaner-controller";

    private final ApiClient client;
    private final Clock clock;
    private final Lister<Secret> secrets;
    private final ControllerLoop<ObjectKey> loop;

    public TokenCleaner(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        clock = surroundings.clock();
        Informer<Secret> informer = informers.of(Resources.SECRETS, BootstrapTokens.SCOPE);
        secrets = informer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        informer.handle(change -> loop.add(change.object().key(), change.trigger()));
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<Secret> secret = secrets.find(key);
        Optional<Instant> end = secret.flatMap(BootstrapTokens::expiry);
        if (secret.isEmpty() || end.isEmpty()) {
            return Outcome.SETTLED;
        }
        Instant now = clock.now();
        if (end.get().isAfter(now)) {
            return new Outcome.CheckAgain(Duration.between(now, end.get()));
        }
        try {
            Cause.doing(
                    "delete an expired bootstrap token",
                    () -> client.delete(
                            Resources.SECRETS,
                            key,
                            DeleteOptions.NONE.onlyUid(secret.get().uid())));
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
                throw e; // otherwise it is gone, or another one has its name
            }
        }
        return Outcome.SETTLED;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(1);
    }

    @Override
    public void close() {
        loop.close();
    }
}
