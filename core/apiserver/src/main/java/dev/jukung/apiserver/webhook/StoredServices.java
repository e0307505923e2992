package dev.jukung.apiserver.webhook;

import dev.jukung.model.ObjectKey;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * Services by their cluster addresses, as kube-apiserver resolves them without aggregator routing. Thread-safe.
 */
public final class StoredServices implements ServiceResolver {
    private final Function<ObjectKey, Optional<ObjectValue>> services;

    /** @param services looks up a Service as it is now */
    public StoredServices(Function<ObjectKey, Optional<ObjectValue>> services) {
        this.services = services;
    }

    @Override
    public String resolve(String namespace, String name, int port) throws IOException {
        ObjectValue spec = services.apply(ObjectKey.of(namespace, name))
                .orElseThrow(() -> new IOException("service \"" + name + "\" not found"))
                .object("spec");
        String address = spec.text("clusterIP", "");
        String type = spec.text("type", "");
        return switch (type) {
            case "ExternalName" -> joined(spec.text("externalName", ""), port);
            case "ClusterIP", "NodePort", "LoadBalancer" -> {
                if (address.equals("None")) {
                    throw new IOException("cannot route to service with ClusterIP \"None\"");
                }
                if (spec.list("ports").objects().stream().noneMatch(each -> each.integer("port", 0) == port)) {
                    throw new IOException("no service port " + port + " found for service \"" + name + "\"");
                }
                yield joined(address, port);
            }
            default -> throw new IOException("unsupported service type \"" + type + "\"");
        };
    }

    static String joined(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
