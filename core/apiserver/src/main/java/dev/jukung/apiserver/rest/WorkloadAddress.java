package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Failures;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a proxy request asks for in the place of a name: {@code name}, {@code name:port} or {@code scheme:name:port}, and the
 * address that this leads to. Immutable.
 *
 * @param scheme http or https
 * @param port a number or the name of a port; empty when it is not said
 */
record WorkloadAddress(String scheme, String name, String port) {
    private static final Set<String> SCHEMES = Set.of("", "http", "https");
    private static final Set<String> UNREACHABLE = Set.of("", "0.0.0.0", "::", "::1", "255.255.255.255");

    /** An address of a Pod behind a Service. */
    record Endpoint(String ip, String pod, String namespace, long port) {}

    /** Empty where the text is none of the forms. */
    static Optional<WorkloadAddress> parse(String text) {
        String[] parts = text.split(":", -1);
        WorkloadAddress address =
                switch (parts.length) {
                    case 1 -> new WorkloadAddress("", parts[0], "");
                    case 2 -> new WorkloadAddress("", parts[0], parts[1]);
                    case 3 -> new WorkloadAddress(parts[0], parts[1], parts[2]);
                    default -> new WorkloadAddress("", "", "");
                };
        if (address.name.isEmpty() || !SCHEMES.contains(address.scheme)) {
            return Optional.empty();
        }
        return Optional.of(
                address.scheme.isEmpty() ? new WorkloadAddress("http", address.name, address.port) : address);
    }

    /** Scheme, host and port of the Pod: the port that is asked for, else the first that it declares. */
    String ofPod(ObjectValue pod) {
        String ip = pod.object("status").text("podIP", "");
        if (UNREACHABLE.contains(ip)
                || ip.startsWith("127.")
                || ip.startsWith("169.254.")
                || ip.toLowerCase(java.util.Locale.ROOT).startsWith("fe80:")) {
            throw Failures.badRequest("address not allowed");
        }
        String wanted = port;
        for (ObjectValue container : pod.object("spec").list("containers").objects()) {
            List<ObjectValue> ports = container.list("ports").objects();
            if (wanted.isEmpty() && !ports.isEmpty()) {
                wanted = String.valueOf(ports.getFirst().integer("containerPort", 0));
            }
        }
        return scheme + "://" + host(ip) + (wanted.isEmpty() ? "" : ":" + wanted);
    }

    String of(Endpoint endpoint) {
        return scheme + "://" + host(endpoint.ip()) + ":" + endpoint.port();
    }

    private static String host(String ip) {
        return ip.contains(":") ? "[" + ip + "]" : ip;
    }

    /** Which port of the Endpoints is meant: the one with the name that the Service gives to the number asked for. */
    String endpointPort(ObjectValue service) {
        if (port.isEmpty() || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return port;
        }
        for (ObjectValue declared : service.object("spec").list("ports").objects()) {
            if (String.valueOf(declared.integer("port", 0)).equals(port)) {
                return declared.text("name", "");
            }
        }
        throw unavailable("no service port " + port + " found for service \"" + name + "\"");
    }

    /** The addresses of Pods that the Endpoints have for a port, ready ones only. */
    static List<Endpoint> endpoints(ObjectValue endpoints, String portName) {
        return endpoints.list("subsets").objects().stream()
                .flatMap(subset -> subset.list("ports").objects().stream()
                        .filter(declared -> declared.text("name", "").equals(portName))
                        .limit(1)
                        .flatMap(declared -> subset.list("addresses").objects().stream()
                                .filter(address -> address.get("targetRef") != null)
                                .map(address -> new Endpoint(
                                        address.text("ip", ""),
                                        address.object("targetRef").text("name", ""),
                                        address.object("targetRef").text("namespace", ""),
                                        declared.integer("port", 0)))))
                .toList();
    }

    static ApiException unavailable(String message) {
        return new ApiException(Reason.SERVICE_UNAVAILABLE, message);
    }
}
