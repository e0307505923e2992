package dev.jukung.network;

import dev.jukung.network.EndpointChoice.Target;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SequencedMap;

/**
 * The chains and sets of a Service port with sessionAffinity ClientIP. These cannot be shared: each endpoint has a set
 * of the clients it served last, which forget themselves after the timeout. The layout and the names follow kube-proxy.
 */
final class AffinityChains {
    /** How many clients an endpoint remembers; beyond, new clients are served without memory. */
    private static final int CLIENTS_MAX = 65_536;

    private final ProxiedService service;
    private final ProxiedService.Port port;
    private final IpFamily family;
    private final PickChains picks;
    private final SequencedMap<String, RuleChain> chains;
    private final SequencedMap<String, String> sets;

    AffinityChains(
            ProxiedService service,
            ProxiedService.Port port,
            IpFamily family,
            PickChains picks,
            SequencedMap<String, RuleChain> chains,
            SequencedMap<String, String> sets) {
        this.service = service;
        this.port = port;
        this.family = family;
        this.picks = picks;
        this.chains = chains;
        this.sets = sets;
    }

    /** The chain for a cluster address. */
    String cluster(List<Target> targets) {
        return add("cluster", picks.withMark(picks.offCluster(), "goto " + balance("service", targets)));
    }

    /** The chain for external addresses and node ports under policy Cluster. */
    String external(List<Target> targets) {
        return add("external", List.of(picks.mark(), "goto " + balance("service", targets)));
    }

    /** The chain for external addresses and node ports under policy Local. */
    String local(List<Target> targets, List<Target> local) {
        List<String> rules = new ArrayList<>(picks.shortCut("goto " + balance("service", targets)));
        rules.add(local.isEmpty() ? "return" : "goto " + balance("local-service", local));
        return add("local-external", rules);
    }

    private String balance(String prefix, List<Target> targets) {
        List<String> rules = new ArrayList<>(targets.size() + 1);
        List<String> choices = new ArrayList<>(targets.size());
        for (Target target : targets) {
            String endpoint = endpoint(target);
            rules.add(family.header() + " saddr @" + affinitySet(target) + " goto " + endpoint);
            choices.add(choices.size() + " : goto " + endpoint);
        }
        rules.add("numgen random mod " + targets.size() + " vmap { " + String.join(", ", choices) + " }");
        return add(prefix, rules);
    }

    private String endpoint(Target target) {
        String set = affinitySet(target);
        sets.put(
                set,
                "{ type " + family.addressType() + "; size " + CLIENTS_MAX + "; flags dynamic,timeout; timeout "
                        + service.affinitySeconds() + "s; }");
        String to = family == IpFamily.IPV6
                ? "[" + target.address() + "]:" + target.port()
                : target.address() + ":" + target.port();
        String name = name("endpoint", text(target));
        chains.put(
                name,
                new RuleChain(
                        name,
                        List.of(
                                "update @" + set + " { " + family.header() + " saddr }",
                                "meta l4proto " + port.protocol() + " dnat " + family.header() + " to " + to)));
        return name;
    }

    private String affinitySet(Target target) {
        return name("affinity", service.affinitySeconds() + "s" + text(target));
    }

    private static String text(Target target) {
        return "__" + target.address().replace(':', '.') + "/" + target.port();
    }

    private String add(String prefix, List<String> rules) {
        String name = name(prefix, "");
        chains.put(name, new RuleChain(name, List.copyOf(rules)));
        return name;
    }

    /** Readable, and unique through the hash even where nft's limit of a name cuts it. */
    private String name(String prefix, String suffix) {
        String text = service.key() + "/" + port.protocol() + "/" + port.name();
        String full = prefix + family.suffix() + "-" + hash(text + suffix) + "-" + text + suffix;
        return full.length() <= NAME_MAX ? full : full.substring(0, NAME_MAX);
    }

    private static final int NAME_MAX = 127;

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
