package dev.jukung.app.role;

import dev.jukung.cluster.RoleSettings;
import dev.jukung.cluster.Serving;
import dev.jukung.runtime.LeaderElection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The flags that controller manager and scheduler have in common. */
final class RoleFlags {
    private RoleFlags() {}

    /** Flags of earlier versions, which both had. */
    static Map<String, String> removed() {
        Map<String, String> removed = new TreeMap<>();
        for (String flag : List.of("port", "address")) {
            removed.put(flag, "removed in v1.24: state is served over TLS only, see --secure-port and --bind-address");
        }
        for (String flag : List.of("logtostderr", "log-dir", "log-file", "alsologtostderr", "stderrthreshold")) {
            removed.put(flag, "removed in v1.26: logs go to standard error");
        }
        return removed;
    }

    /**
     * @param component {@code kube-scheduler}
     * @param identity of this process among the candidates
     * @param release whether the lease is given back at an orderly end
     * @throws FlagException with all that is wrong
     */
    static RoleSettings read(FlagValues values, String component, String identity, boolean release) {
        FeatureGates.check(values);
        Problems problems = new Problems();
        Optional<Serving> serving = new ServingFlags(values, problems).read();
        Optional<Optional<LeaderElection.Settings>> election =
                problems.collect(() -> election(values, identity, release));
        problems.refuse();
        return new RoleSettings(
                component,
                values.file("kubeconfig"),
                values.optional("master"),
                election.orElseThrow(),
                serving.orElseThrow(),
                new RoleSettings.Access(
                        values.file("client-ca-file"),
                        values.file("authentication-kubeconfig"),
                        values.file("authorization-kubeconfig"),
                        values.list("authorization-always-allow-paths"),
                        values.duration("authentication-token-webhook-cache-ttl"),
                        values.duration("authorization-webhook-cache-authorized-ttl"),
                        values.duration("authorization-webhook-cache-unauthorized-ttl")));
    }

    private static Optional<LeaderElection.Settings> election(FlagValues values, String identity, boolean release) {
        return values.on("leader-elect")
                ? Optional.of(new LeaderElection.Settings(
                        values.text("leader-elect-resource-namespace"),
                        values.text("leader-elect-resource-name"),
                        identity,
                        values.duration("leader-elect-lease-duration"),
                        values.duration("leader-elect-renew-deadline"),
                        values.duration("leader-elect-retry-period"),
                        release))
                : Optional.empty();
    }
}
