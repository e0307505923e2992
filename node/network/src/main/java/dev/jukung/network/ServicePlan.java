package dev.jukung.network;

import dev.jukung.model.ObjectKey;
import dev.jukung.network.EndpointChoice.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What one Service needs in the node's table, as data. Immutable by convention: nobody changes the maps after planning.
 *
 * @param elements place to value; the value is empty in sets, a verdict or a target in maps
 * @param sets dynamic sets of its own, name to declaration
 */
record ServicePlan(
        ObjectKey service,
        SequencedMap<RuleElement, String> elements,
        SequencedMap<String, RuleChain> chains,
        SequencedMap<String, String> sets,
        List<Front> fronts,
        HealthCheck health) {
    static ServicePlan none(ObjectKey service) {
        return new ServicePlan(
                service,
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                List.of(),
                HealthCheck.NONE);
    }

    /** Where a Service can be reached. */
    enum Kind {
        CLUSTER_IP,
        EXTERNAL_IP,
        LOAD_BALANCER,
        NODE_PORT
    }

    /**
     * One address and port (or node port) of the Service.
     *
     * @param address empty for a node port
     * @param verdict what the maps say: {@code goto cluster4-5}, {@code reject}, {@code drop}
     * @param targets where a connection may end up, all policies together
     * @param how in words: which endpoints were chosen, or why there is none
     */
    record Front(
            Kind kind,
            IpFamily family,
            String address,
            String protocol,
            int port,
            String portName,
            String verdict,
            List<Target> targets,
            String how) {
        /** What distinguishes it from all other fronts of the node. */
        String id() {
            return family.suffix() + " " + (address.isEmpty() ? "node" : address) + " " + protocol + " " + port;
        }
    }

    /** @param port 0 for none; @param localEndpoints how many ready endpoints this node has */
    record HealthCheck(int port, int localEndpoints) {
        static final HealthCheck NONE = new HealthCheck(0, 0);
    }

    /** Only for tests and dumps: everything in one text. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(service.toString());
        for (Map.Entry<RuleElement, String> element : elements.entrySet()) {
            text.append('\n')
                    .append(element.getKey().set())
                    .append(" { ")
                    .append(element.getKey().key());
            text.append(element.getValue().isEmpty() ? "" : " : " + element.getValue())
                    .append(" }");
        }
        chains.values().forEach(chain -> text.append('\n').append(chain));
        sets.forEach((name, declaration) ->
                text.append('\n').append(name).append(' ').append(declaration));
        return text.toString();
    }
}
