package dev.jukung.controllers.serviceaccount;

import dev.jukung.base.Cause;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Namespace;
import dev.jukung.model.core.v1.ServiceAccount;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.util.Optional;

/** The serviceaccount-controller: every namespace has the ServiceAccount {@code default}, which pods use by default. */
public final class ServiceAccountController implements Controller, Reconciler<String> {
    private static final String NAME = "serviceaccount-controller";
    private static final String DEFAULT = "default";

    private final ApiClient client;
    private final Lister<Namespace> namespaces;
    private final Lister<ServiceAccount> accounts;
    private final ControllerLoop<String> loop;

    public ServiceAccountController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        Informer<Namespace> namespaceInformer = informers.of(Resources.NAMESPACES);
        Informer<ServiceAccount> accountInformer = informers.of(Resources.SERVICEACCOUNTS);
        namespaces = namespaceInformer.lister();
        accounts = accountInformer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        namespaceInformer.handle(change -> loop.add(change.object().name(), change.trigger()));
        accountInformer.handle(change -> {
            if (change instanceof Change.Deleted<ServiceAccount>(ServiceAccount gone)
                    && gone.name().equals(DEFAULT)) {
                loop.add(gone.namespace(), change.trigger());
            }
        });
    }

    @Override
    public Outcome reconcile(String name) throws InterruptedException {
        Optional<Namespace> namespace = namespaces.find(ObjectKey.of(name));
        ObjectKey key = ObjectKey.of(name, DEFAULT);
        if (namespace.isEmpty()
                || namespace.get().deleting()
                || accounts.find(key).isPresent()) {
            return Outcome.SETTLED;
        }
        try {
            Cause.deciding(
                    "give namespace " + name + " its default account",
                    () -> client.create(Resources.SERVICEACCOUNTS, ServiceAccount.named(name, DEFAULT)));
        } catch (ApiException e) {
            if (!e.is(Reason.ALREADY_EXISTS)) {
                throw e; // otherwise somebody was faster
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
