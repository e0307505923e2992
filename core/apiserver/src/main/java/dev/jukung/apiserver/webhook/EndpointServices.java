package dev.jukung.apiserver.webhook;

import dev.jukung.base.Randomness;
import dev.jukung.model.ObjectKey;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Services by the addresses of what is behind them, as kube-apiserver resolves them with {@code --enable-aggregator-routing}: for
 * servers on whose machine nothing routes to cluster addresses. Those of the first family come first, and of each slice one that is
 * ready by chance. Thread-safe.
 */
public final class EndpointServices implements ServiceResolver {
    private final Function<ObjectKey, Optional<ObjectValue>> services;
    private final Function<ObjectKey, List<ObjectValue>> slices;
    private final Randomness random;

    /**
     * @param services looks up a Service as it is now
     * @param slices the EndpointSlices of a Service
     */
    public EndpointServices(
            Function<ObjectKey, Optional<ObjectValue>> services,
            Function<ObjectKey, List<ObjectValue>> slices,
            Randomness random) {
        this.services = services;
        this.slices = slices;
        this.random = random;
    }

    @Override
    public String resolve(String namespace, String name, int port) throws IOException {
        ObjectKey key = ObjectKey.of(namespace, name);
        ObjectValue spec = services.apply(key)
                .orElseThrow(() -> new IOException("service \"" + name + "\" not found"))
                .object("spec");
        String type = spec.text("type", "");
        if (!List.of("ClusterIP", "NodePort", "LoadBalancer").contains(type)) {
            throw new IOException("unsupported service type \"" + type + "\"");
        }
        String portName = spec.list("ports").objects().stream()
                .filter(each -> each.integer("port", 0) == port)
                .findFirst()
                .orElseThrow(() -> new IOException("no service port " + port + " found for service \"" + name + "\""))
                .text("name", "");
        List<String> families = spec.list("ipFamilies").texts();
        for (ObjectValue slice : ordered(slices.apply(key), families.isEmpty() ? "" : families.getFirst())) {
            Optional<String> address = chosen(slice, portName);
            if (address.isPresent()) {
                return address.get();
            }
        }
        throw new IOException("no endpoints available for service \"" + name + "\"");
    }

    private List<ObjectValue> ordered(List<ObjectValue> all, String family) {
        List<ObjectValue> left = new ArrayList<>(all);
        List<ObjectValue> first = new ArrayList<>();
        List<ObjectValue> rest = new ArrayList<>();
        while (!left.isEmpty()) {
            ObjectValue slice = left.remove(random.below(left.size()));
            (slice.text("addressType", "").equals(family) ? first : rest).add(slice);
        }
        first.addAll(rest);
        return first;
    }

    private Optional<String> chosen(ObjectValue slice, String portName) {
        Optional<Long> port = slice.list("ports").objects().stream()
                .filter(each -> each.text("name", "").equals(portName) && each.has("port"))
                .map(each -> each.integer("port", 0))
                .findFirst();
        List<String> ready = slice.list("endpoints").objects().stream()
                .filter(endpoint -> endpoint.object("conditions").flag("ready", true))
                .flatMap(endpoint -> endpoint.list("addresses").texts().stream().limit(1))
                .toList();
        return port.isEmpty() || ready.isEmpty()
                ? Optional.empty()
                : Optional.of(StoredServices.joined(
                        ready.get(random.below(ready.size())), port.get().intValue()));
    }
}
