package dev.jukung.controllers.serviceaccount;

import dev.jukung.base.Cause;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.Views;
import dev.jukung.model.core.v1.Secret;
import dev.jukung.model.core.v1.ServiceAccount;
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
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The serviceaccount-token-controller: fills Secrets of type {@code kubernetes.io/service-account-token} that name a
 * ServiceAccount, and deletes those whose account is gone.
 */
public final class TokensController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "serviceaccount-token-controller";
    private static final String TYPE = "kubernetes.io/service-account-token";
    private static final String ACCOUNT_NAME = "kubernetes.io/service-account.name";
    private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";

    private final ApiClient client;
    private final TokenSigner signer;
    private final String rootCa;
    private final Lister<Secret> secrets;
    private final Lister<ServiceAccount> accounts;
    private final ControllerLoop<ObjectKey> loop;

    /** @param rootCa certificates in PEM; empty for none */
    public TokensController(
            ApiClient client, Informers informers, Surroundings surroundings, TokenSigner signer, String rootCa) {
        this.client = client;
        this.signer = signer;
        this.rootCa = rootCa;
        Informer<Secret> secretInformer = informers.of(Resources.SECRETS, Informer.Scope.fields("type=" + TYPE));
        Informer<ServiceAccount> accountInformer = informers.of(Resources.SERVICEACCOUNTS);
        secrets = secretInformer.lister();
        accounts = accountInformer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        secretInformer.handle(change -> loop.add(change.object().key(), change.trigger()));
        accountInformer.handle(change -> secrets.in(change.object().namespace()).stream()
                .filter(secret -> account(secret).equals(change.object().name()))
                .forEach(secret -> loop.add(secret.key(), change.trigger())));
    }

    private static String account(Secret secret) {
        return secret.metadata().annotations().getOrDefault(ACCOUNT_NAME, "");
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<Secret> found = secrets.find(key);
        if (found.isEmpty() || found.get().deleting() || account(found.get()).isEmpty()) {
            return Outcome.SETTLED;
        }
        Secret secret = found.get();
        Optional<ServiceAccount> account = account(secret, key.namespace());
        if (account.isEmpty()) {
            delete(secret);
            return Outcome.SETTLED;
        }
        ObjectValue filled = filled(secret, account.get());
        if (!filled.equals(secret.tree())) {
            Cause.deciding(
                    "fill the token of ServiceAccount " + account.get().key(),
                    () -> client.update(Resources.SECRETS, new Secret(filled)));
        }
        return Outcome.SETTLED;
    }

    /** The one that the Secret is for; asked for at the server before a Secret is taken for left over. */
    private Optional<ServiceAccount> account(Secret secret, String namespace) throws InterruptedException {
        ObjectKey key = ObjectKey.of(namespace, account(secret));
        String uid = secret.metadata().annotations().getOrDefault(ACCOUNT_UID, "");
        Optional<ServiceAccount> known = accounts.find(key);
        if (known.isEmpty() || (!uid.isEmpty() && !uid.equals(known.get().uid()))) {
            known = client.find(Resources.SERVICEACCOUNTS, key);
        }
        return known.filter(account -> uid.isEmpty() || uid.equals(account.uid()));
    }

    private void delete(Secret secret) throws InterruptedException {
        try {
            Cause.deciding("delete a token whose ServiceAccount is gone", () -> {
                client.delete(Resources.SECRETS, secret.key(), DeleteOptions.NONE.onlyUid(secret.uid()));
                return true;
            });
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
                throw e; // otherwise it is gone, or another one has its name
            }
        }
    }

    private ObjectValue filled(Secret secret, ServiceAccount account) {
        ObjectValue tree = secret.tree()
                .withAt(account.name(), "metadata", "annotations", ACCOUNT_NAME)
                .withAt(account.uid(), "metadata", "annotations", ACCOUNT_UID);
        ObjectValue data = tree.object("data");
        Object authorities = bytes(rootCa);
        if (!rootCa.isEmpty() && !authorities.equals(data.get("ca.crt"))) {
            data = data.with("ca.crt", authorities);
        }
        if (data.text("namespace", "").isEmpty()) {
            data = data.with("namespace", bytes(secret.namespace()));
        }
        if (data.text("token", "").isEmpty()) {
            String token = signer.sign(secret.namespace(), account.name(), account.uid(), secret.name());
            data = data.with("token", bytes(token));
        }
        return data.equals(tree.object("data")) ? tree : tree.with("data", data);
    }

    private static Object bytes(String text) {
        return Views.fromBytes(text.getBytes(StandardCharsets.UTF_8));
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
