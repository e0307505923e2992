package dev.jukung.apiserver;

import dev.jukung.apiserver.flowcontrol.FlowController;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.store.Change;

/** The objects that the server itself keeps as they have to be, and those that it removes when their time is over. Thread-safe. */
final class OwnObjects implements AutoCloseable {
    private final ApiServerConfig config;
    private final Verbs verbs;
    private final Kinds kinds;
    private final FlowController flow;
    private final FlowObjects flowObjects;
    private final ServerAddresses addresses;
    private final ServerEndpoints endpoints;
    private final EventLife eventLife;
    private final AddressRepair addressRepair;
    private final DefaultServiceRange serviceRange;
    private final ExtensionAuthentication extensionAuthentication;

    OwnObjects(ApiServerConfig config, ApiServer.Surroundings around, Verbs verbs, Kinds kinds, FlowController flow) {
        this.config = config;
        this.verbs = verbs;
        this.kinds = kinds;
        this.flow = flow;
        flowObjects = new FlowObjects(verbs, kinds, around.clock());
        extensionAuthentication = new ExtensionAuthentication(config.authentication(), verbs, kinds, around.clock());
        addresses = new ServerAddresses(around.store(), around.clock());
        endpoints = new ServerEndpoints(
                around.store(),
                addresses,
                verbs,
                kinds,
                around.clock(),
                config.advertiseAddress(),
                config.securePort());
        eventLife =
                new EventLife(around.store(), around.clock(), config.operation().eventLife());
        serviceRange = new DefaultServiceRange(
                verbs, kinds, around.clock(), config.network().ranges());
        addressRepair = new AddressRepair(around.store(), kinds, around.clock(), around.random());
    }

    void changed(Change change) {
        if (FlowObjects.concerns(change.key().collection())) {
            flow.changed();
            flowObjects.changed();
        }
        extensionAuthentication.changed(change);
        addresses.changed(change);
        eventLife.changed(change);
        addressRepair.changed(change);
        serviceRange.changed(change);
    }

    /** When it returns, everything that every cluster has is there. */
    void begin(HealthChecks checks) throws InterruptedException {
        new Bootstrap(verbs, kinds, checks::finished)
                .run(config.network().apiServerAddress(), serviceRange, config.securePort(), endpoints);
        eventLife.start();
        addressRepair.begin();
        flowObjects.begin();
        extensionAuthentication.begin();
    }

    @Override
    public void close() {
        endpoints.close();
        eventLife.close();
    }
}
