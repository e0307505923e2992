package dev.jukung.cluster;

import dev.jukung.runtime.LeaderElection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What controller manager and scheduler have in common: how they reach the API server, whether they stand for election, and how
 * they show how they are.
 *
 * @param name of the component: {@code kube-scheduler}
 * @param kubeconfig {@code --kubeconfig}; empty for what a Pod has
 * @param server {@code --master}: in the place of the kubeconfig's
 * @param election empty for {@code --leader-elect=false}
 */
public record RoleSettings(
        String name,
        Optional<Path> kubeconfig,
        Optional<String> server,
        Optional<LeaderElection.Settings> election,
        Serving serving,
        Access access) {
    /**
     * Who may see how the component is.
     *
     * @param clientAuthorities {@code --client-ca-file}; empty, and clients are not asked for certificates
     * @param authentication {@code --authentication-kubeconfig}; empty, and nobody is known by a token
     * @param authorization {@code --authorization-kubeconfig}; empty, and only {@code alwaysAllowed} is shown
     * @param alwaysAllowed paths that everybody may read, with {@code *} at the end for all below
     */
    public record Access(
            Optional<Path> clientAuthorities,
            Optional<Path> authentication,
            Optional<Path> authorization,
            List<String> alwaysAllowed,
            Duration tokensFor,
            Duration allowedFor,
            Duration refusedFor) {}
}
