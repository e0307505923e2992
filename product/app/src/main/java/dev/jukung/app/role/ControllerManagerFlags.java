package dev.jukung.app.role;

import dev.jukung.cluster.ControllerManagerRole;
import dev.jukung.cluster.RoleSettings;
import dev.jukung.controllers.Controllers;
import dev.jukung.http.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Turns the flags of kube-controller-manager into settings. */
final class ControllerManagerFlags {
    static final FlagSet FLAGS = FlagSet.read("kube-controller-manager", "controller-manager.flags", removed());
    /** Names of earlier versions that are still understood. */
    private static final Map<String, String> ALIASES = aliases();
    /** Controllers of Kubernetes that are not there: naming them is no mistake of the user's. */
    private static final Set<String> ABSENT = Set.copyOf(FlagSet.lines("absent-controllers"));

    /** Off unless they are named, as in Kubernetes. */
    private static final Set<String> ONLY_BY_NAME = Set.of("bootstrap-signer-controller", "token-cleaner-controller");

    private ControllerManagerFlags() {}

    private static Map<String, String> removed() {
        Map<String, String> removed = RoleFlags.removed();
        removed.put("pod-eviction-timeout", "removed in v1.27: tolerations of Pods say how long they stay");
        removed.put("enable-taint-manager", "removed in v1.27: it is always on");
        removed.put("experimental-cluster-signing-duration", "removed in v1.25: use --cluster-signing-duration");
        removed.put("deployment-controller-sync-period", "removed in v1.23: nothing takes its place");
        removed.put("register-retry-count", "removed in v1.24: nothing takes its place");
        removed.put("volume-host-cidr-denylist", "removed in v1.31: nothing takes its place");
        removed.put("volume-host-allow-local-loopback", "removed in v1.31: nothing takes its place");
        removed.put("horizontal-pod-autoscaler-upscale-delay", "removed in v1.31: use the behavior of the autoscaler");
        removed.put(
                "horizontal-pod-autoscaler-downscale-delay", "removed in v1.31: use the behavior of the autoscaler");
        removed.put("horizontal-pod-autoscaler-use-rest-clients", "removed in v1.25: it is always on");
        return removed;
    }

    private static Map<String, String> aliases() {
        Map<String, String> aliases = new HashMap<>();
        aliases.put("serviceaccount", "serviceaccount-controller");
        aliases.put("serviceaccount-token", "serviceaccount-token-controller");
        aliases.put("clusterrole-aggregation", "clusterrole-aggregation-controller");
        aliases.put("root-ca-cert-publisher", "root-ca-certificate-publisher-controller");
        aliases.put("namespace", "namespace-controller");
        aliases.put("deployment", "deployment-controller");
        aliases.put("replicaset", "replicaset-controller");
        aliases.put("replicationcontroller", "replicationcontroller-controller");
        aliases.put("endpointslice", "endpointslice-controller");
        aliases.put("endpointslicemirroring", "endpointslice-mirroring-controller");
        aliases.put("endpoint", "endpoints-controller");
        aliases.put("statefulset", "statefulset-controller");
        aliases.put("daemonset", "daemonset-controller");
        aliases.put("cronjob", "cronjob-controller");
        aliases.put("ttl-after-finished", "ttl-after-finished-controller");
        aliases.put("csrsigning", "certificatesigningrequest-signing-controller");
        aliases.put("csrapproving", "certificatesigningrequest-approving-controller");
        aliases.put("csrcleaner", "certificatesigningrequest-cleaner-controller");
        aliases.put("pvc-protection", "persistentvolumeclaim-protection-controller");
        aliases.put("pv-protection", "persistentvolume-protection-controller");
        aliases.put("bootstrapsigner", "bootstrap-signer-controller");
        aliases.put("tokencleaner", "token-cleaner-controller");
        aliases.put("job", "job-controller");
        aliases.put("resourcequota", "resourcequota-controller");
        aliases.put("disruption", "disruption-controller");
        aliases.put("nodelifecycle", "node-lifecycle-controller");
        aliases.put("podgc", "pod-garbage-collector-controller");
        aliases.put("garbagecollector", "garbage-collector-controller");
        return Map.copyOf(aliases);
    }

    /** @throws FlagException with what is wrong */
    static ControllerManagerRole.Settings read(FlagValues values, String identity) {
        RoleSettings common = RoleFlags.read(values, FLAGS.component(), identity, false);
        Problems problems = new Problems();
        Predicate<String> wanted = controllers(values.list("controllers"), problems);
        Optional<Path> key = values.file("service-account-private-key-file");
        Optional<Optional<KeyPair>> keys =
                problems.collect(() -> key.isPresent() ? Optional.of(pair(key.get())) : Optional.empty());
        problems.refuse();
        return new ControllerManagerRole.Settings(
                common,
                wanted,
                values.file("root-ca-file"),
                keys.orElseThrow(),
                ServingFlags.pair(values, "cluster-signing-cert-file", "cluster-signing-key-file"),
                values.on("use-service-account-credentials"));
    }

    /**
     * {@code *} for all but those that have to be named, {@code name} for one more, {@code -name} for one less; the exact name
     * counts before the star.
     */
    static Predicate<String> controllers(List<String> said, Problems problems) {
        boolean all = said.isEmpty() || said.contains("*");
        Set<String> on = new HashSet<>();
        Set<String> off = new HashSet<>();
        for (String name : said) {
            if (name.equals("*")) {
                continue;
            }
            boolean minus = name.startsWith("-");
            String given = minus ? name.substring(1) : name;
            String known = ALIASES.getOrDefault(given, given);
            if (Controllers.NAMES.contains(known)) {
                (minus ? off : on).add(known);
            } else if (!ABSENT.contains(given)) {
                problems.add("\"" + given + "\" is not in the list of known controllers");
            } else if (!minus) {
                problems.add("controller \"" + given + "\" is not supported by jukung (docs/gaps.md)");
            }
        }
        return name -> on.contains(name) || (all && !off.contains(name) && !ONLY_BY_NAME.contains(name));
    }

    /** The public half of a key on a curve lies beside it, as kubeadm calls it: {@code sa.pub} for {@code sa.key}. */
    private static KeyPair pair(Path file) throws IOException, GeneralSecurityException {
        PrivateKey secret = Pem.privateKey(Files.readString(file));
        Path beside = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.key$", "") + ".pub");
        List<PublicKey> known = Files.exists(beside) ? List.of(Pem.publicKey(Files.readString(beside))) : List.of();
        return new KeyPair(ApiServerIdentity.publicOf(secret, known, file), secret);
    }
}
