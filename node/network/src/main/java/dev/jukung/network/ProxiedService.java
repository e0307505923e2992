package dev.jukung.network;

import dev.jukung.model.ObjectKey;
import java.util.List;

/**
 * What the proxy has to know of a Service. Addresses are canonical texts.
 *
 * @param loadBalancerAddresses of {@code status.loadBalancer}, those with ipMode VIP only
 * @param sourceRanges who may use the load balancer addresses; empty for everyone
 * @param affinitySeconds how long a client stays with its endpoint; 0 without session affinity
 * @param internalLocal internalTrafficPolicy is Local
 * @param externalLocal externalTrafficPolicy is Local
 * @param healthCheckNodePort 0 for none
 */
record ProxiedService(
        ObjectKey key,
        List<String> clusterAddresses,
        List<String> externalAddresses,
        List<String> loadBalancerAddresses,
        List<String> sourceRanges,
        List<Port> ports,
        int affinitySeconds,
        boolean internalLocal,
        boolean externalLocal,
        int healthCheckNodePort) {
    /**
     * @param name empty for the only port of a Service
     * @param protocol {@code tcp}, {@code udp} or {@code sctp}
     * @param nodePort 0 for none
     */
    record Port(String name, String protocol, int port, int nodePort) {}

    /** Whether any address or port of {@code port} can be reached from outside the cluster. */
    boolean externallyAccessible(Port port) {
        return port.nodePort() != 0 || !externalAddresses.isEmpty() || !loadBalancerAddresses.isEmpty();
    }
}
