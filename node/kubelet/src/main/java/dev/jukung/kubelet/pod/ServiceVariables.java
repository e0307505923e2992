package dev.jukung.kubelet.pod;

import dev.jukung.model.core.v1.Service;
import dev.jukung.model.core.v1.ServicePort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The environment variables that tell containers where Services are, in Kubernetes' form and in Docker's old links form. Pure function. */
final class ServiceVariables {
    private ServiceVariables() {}

    /** For the Services of {@code namespace}; with {@code links} off only for the API server's, which is always told. */
    static Map<String, String> of(List<Service> services, String namespace, boolean links) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Service service : services) {
            String address = service.spec().clusterIP().orElse("");
            boolean master =
                    service.namespace().equals("default") && service.name().equals("kubernetes");
            boolean own = links && service.namespace().equals(namespace);
            if (!address.isEmpty()
                    && !address.equals("None")
                    && (master || own)
                    && !service.spec().ports().isEmpty()) {
                add(variables, service, address);
            }
        }
        return variables;
    }

    private static void add(Map<String, String> variables, Service service, String address) {
        String prefix = variable(service.name());
        List<ServicePort> ports = service.spec().ports();
        variables.put(prefix + "_SERVICE_HOST", address);
        variables.put(
                prefix + "_SERVICE_PORT", Integer.toString(ports.getFirst().port()));
        for (ServicePort port : ports) {
            port.name()
                    .filter(name -> !name.isEmpty())
                    .ifPresent(name ->
                            variables.put(prefix + "_SERVICE_PORT_" + variable(name), Integer.toString(port.port())));
        }
        String host = address.contains(":") ? "[" + address + "]" : address;
        for (ServicePort port : ports) {
            String protocol = port.protocol().orElse("TCP");
            String url = protocol.toLowerCase(Locale.ROOT) + "://" + host + ":" + port.port();
            variables.putIfAbsent(prefix + "_PORT", url);
            String one = prefix + "_PORT_" + port.port() + "_" + protocol;
            variables.put(one, url);
            variables.put(one + "_PROTO", protocol.toLowerCase(Locale.ROOT));
            variables.put(one + "_PORT", Integer.toString(port.port()));
            variables.put(one + "_ADDR", address);
        }
    }

    private static String variable(String name) {
        return name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
