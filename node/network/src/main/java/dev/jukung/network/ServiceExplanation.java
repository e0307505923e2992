package dev.jukung.network;

import dev.jukung.model.ObjectKey;
import java.util.List;

/**
 * What the node does for one Service, for people and programs that ask why.
 *
 * @param known whether the proxy serves it at all; headless and ExternalName Services it does not
 * @param table where to look: {@code nft list table inet jukung-NAME}
 */
public record ServiceExplanation(
        ObjectKey service, boolean known, String table, List<Front> fronts, List<Rule> elements, List<String> rules) {
    /**
     * One way to reach the Service.
     *
     * @param kind ClusterIP, ExternalIP, LoadBalancer or NodePort
     * @param address empty for a node port
     * @param verdict {@code goto CHAIN}, {@code reject} or {@code drop}
     * @param endpoints where a connection may end up, each with the same chance
     * @param why which endpoints were chosen, or why there is none
     * @param servedFor another Service that claims the same address and port and wins; usually empty
     */
    public record Front(
            String kind,
            String address,
            String protocol,
            int port,
            String portName,
            String verdict,
            List<String> endpoints,
            String why,
            String servedFor) {}

    /** One element of a set or map; {@code value} is empty in sets. */
    public record Rule(String set, String key, String value) {}
}
