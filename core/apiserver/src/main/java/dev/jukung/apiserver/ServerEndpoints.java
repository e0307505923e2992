package dev.jukung.apiserver;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.StoreUnavailableException;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the endpoints of the Service {@code kubernetes}: all servers that live, where several share a store; else this one.
 * Thread-safe.
 */
final class ServerEndpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerEndpoints.class);
    static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final ObjectKey KEY = ObjectKey.of("default", "kubernetes");
    private static final Cause CAUSE = new Cause(Bootstrap.SERVER.name(), "endpoints of the Service kubernetes", 0);

    private final RevisionStore store;
    private final ServerAddresses addresses;
    private final Verbs verbs;
    private final Kinds kinds;
    private final Clock clock;
    private final String address;
    private final int port;
    private Clock.Timer timer = () -> {}; // guarded by this
    private boolean closed; // guarded by this

    ServerEndpoints(
            RevisionStore store,
            ServerAddresses addresses,
            Verbs verbs,
            Kinds kinds,
            Clock clock,
            String address,
            int port) {
        this.store = store;
        this.addresses = addresses;
        this.verbs = verbs;
        this.kinds = kinds;
        this.clock = clock;
        this.address = address;
        this.port = port;
    }

    /** Returns when the endpoints have this server. */
    void start() throws InterruptedException {
        if (store.shared()) {
            turn();
        } else {
            write(List.of(address));
        }
    }

    private synchronized void turn() {
        if (closed) {
            return;
        }
        try {
            addresses.renew(address);
            write(addresses.living());
        } catch (ApiException | StoreUnavailableException e) {
            LOG.warn("unable to sync kubernetes service: {}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        timer = clock.after(INTERVAL, this::turn);
    }

    private void write(List<String> living) throws InterruptedException {
        ObjectValue port = ObjectValue.of("name", "https", "port", (long) this.port, "protocol", "TCP");
        ListValue ips = list(living.stream().map(ip -> ObjectValue.of("ip", ip)).toList());
        ObjectValue subset = ObjectValue.of("addresses", ips, "ports", ListValue.of(port));
        write(
                Resources.ENDPOINTS,
                ObjectValue.of("endpointslice.kubernetes.io/skip-mirror", "true"),
                ObjectValue.of("subsets", living.isEmpty() ? ListValue.EMPTY : ListValue.of(subset)));
        ListValue endpoints = list(living.stream()
                .map(ip -> ObjectValue.of("addresses", ListValue.of(ip), "conditions", ObjectValue.of("ready", true)))
                .toList());
        write(
                Resources.ENDPOINTSLICES,
                ObjectValue.of("kubernetes.io/service-name", "kubernetes"),
                ObjectValue.of(
                        "addressType",
                        address.contains(":") ? "IPv6" : "IPv4",
                        "endpoints",
                        endpoints,
                        "ports",
                        ListValue.of(port)));
    }

    private static ListValue list(List<ObjectValue> objects) {
        return ListValue.of(objects.toArray());
    }

    /** Makes it so, unless another server is doing the same: then the next turn sees what is missing. */
    private void write(ResourceType<?> type, ObjectValue labels, ObjectValue content) throws InterruptedException {
        ScopedValue.where(Cause.CURRENT, CAUSE).call(() -> {
            var kind = kinds.get(type);
            var current = verbs.reader().find(kind, KEY);
            ObjectValue metadata = ObjectValue.of("name", KEY.name(), "namespace", KEY.namespace(), "labels", labels);
            if (current.isPresent()) {
                metadata = metadata.with(
                        "resourceVersion",
                        current.get().tree().object("metadata").text("resourceVersion", ""));
            }
            ObjectValue object = ObjectValue.of("apiVersion", type.apiVersion(), "kind", type.kind())
                    .with("metadata", metadata)
                    .withAll(content);
            Call.WriteRules rules = new Call.WriteRules(false, "kube-apiserver", false, Call.FieldValidation.STRICT);
            try {
                if (current.isPresent()) {
                    verbs.update(Call.of(Bootstrap.SERVER, kind, KEY).with(rules), object, List.of());
                } else {
                    Call call = new Call(Bootstrap.SERVER, kind, KEY.namespace(), "", "", rules, new ArrayList<>());
                    verbs.create(call, object, List.of());
                }
            } catch (ApiException e) {
                if (!e.is(Reason.CONFLICT) && !e.is(Reason.ALREADY_EXISTS)) {
                    throw e;
                }
            }
            return true;
        });
    }

    /** Where there are others, they are left alone with the Service. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        timer.cancel();
        if (store.shared()) {
            try {
                addresses.remove(address);
                write(addresses.living());
            } catch (ApiException | StoreUnavailableException e) {
                LOG.warn("Error removing api-server endpoints: {}", e.getMessage());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
