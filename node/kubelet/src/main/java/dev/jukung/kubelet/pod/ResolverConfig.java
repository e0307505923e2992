package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.SandboxConfig.Dns;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodDNSConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What goes into a pod's resolv.conf, after "DNS for Services and Pods" of the Kubernetes documentation. Immutable.
 *
 * @param node what the node's own resolv.conf says
 */
public record ResolverConfig(Dns node, List<String> clusterDns, String clusterDomain) {
    /** The limits of the resolver library. */
    private static final int SERVERS_MAX = 3;

    private static final int SEARCHES_MAX = 32;
    private static final int SEARCH_CHARACTERS_MAX = 2048;
    /** Short names are tried inside the cluster first. */
    private static final List<String> CLUSTER_OPTIONS = List.of("ndots:5");

    /** Reads the text of a resolv.conf. */
    public static Dns parse(List<String> lines) {
        List<String> servers = new ArrayList<>();
        List<String> searches = List.of();
        List<String> options = List.of();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            List<String> rest = List.of(words).subList(1, words.length);
            switch (words[0]) {
                case "nameserver" -> servers.addAll(rest.stream().limit(1).toList());
                case "search" ->
                    searches =
                            rest.stream().filter(domain -> !domain.equals(".")).toList();
                case "options" -> options = rest;
                default -> {
                    // comments, and settings of no meaning to pods
                }
            }
        }
        return new Dns(List.copyOf(servers), searches, options);
    }

    Dns of(Pod pod) {
        boolean hostNetwork = pod.spec().hostNetwork().orElse(false);
        String policy = pod.spec().dnsPolicy().orElse("ClusterFirst");
        Dns base =
                switch (policy) {
                    case "None" -> new Dns(List.of(), List.of(), List.of());
                    case "Default" -> node;
                    case "ClusterFirstWithHostNet" -> cluster(pod);
                    default -> hostNetwork ? node : cluster(pod);
                };
        return limited(
                pod.spec().dnsConfig().map(config -> merged(base, config)).orElse(base));
    }

    private Dns cluster(Pod pod) {
        if (clusterDns.isEmpty()) {
            return node;
        }
        List<String> searches = new ArrayList<>(
                List.of(pod.namespace() + ".svc." + clusterDomain, "svc." + clusterDomain, clusterDomain));
        searches.addAll(node.searches());
        return new Dns(clusterDns, searches, CLUSTER_OPTIONS);
    }

    private static Dns merged(Dns base, PodDNSConfig config) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : base.options()) {
            String[] parts = option.split(":", 2);
            options.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        config.options()
                .forEach(option ->
                        options.put(option.name().orElse(""), option.value().orElse("")));
        List<String> texts = options.entrySet().stream()
                .map(option ->
                        option.getValue().isEmpty() ? option.getKey() : option.getKey() + ":" + option.getValue())
                .toList();
        return new Dns(union(base.servers(), config.nameservers()), union(base.searches(), config.searches()), texts);
    }

    private static List<String> union(List<String> first, List<String> second) {
        LinkedHashSet<String> all = new LinkedHashSet<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }

    private static Dns limited(Dns dns) {
        List<String> searches = new ArrayList<>();
        int characters = 0;
        for (String search : dns.searches()) {
            characters += search.length() + 1;
            if (searches.size() == SEARCHES_MAX || characters > SEARCH_CHARACTERS_MAX) {
                break;
            }
            searches.add(search);
        }
        return new Dns(dns.servers().stream().limit(SERVERS_MAX).toList(), List.copyOf(searches), dns.options());
    }
}
