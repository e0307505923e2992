package dev.jukung.cluster;

import dev.jukung.apiserver.authentication.ServiceAccountConfig;
import dev.jukung.apiserver.authentication.TokenIssuer;
import dev.jukung.controllers.ControllerContext;
import dev.jukung.controllers.Controllers;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The controllers in a process of their own, as kube-controller-manager is. */
public final class ControllerManagerRole {
    private static final String LEGACY_ISSUER = "kubernetes/serviceaccount";

    /**
     * @param controllers whether the controller of a name runs ({@code --controllers})
     * @param rootCa {@code --root-ca-file}; without it Pods are not told whom to believe
     * @param tokenKeys {@code --service-account-private-key-file}; without them Secrets get no tokens
     * @param signing the authority of certificates that are asked for ({@code --cluster-signing-cert-file}); without it nobody signs
     * @param ownAccounts whether each controller acts as a ServiceAccount of its own
     */
    public record Settings(
            RoleSettings common,
            Predicate<String> controllers,
            Optional<Path> rootCa,
            Optional<KeyPair> tokenKeys,
            Optional<Serving.Pair> signing,
            boolean ownAccounts) {}

    private ControllerManagerRole() {}

    /** Returns when it shows how it is; the controllers begin when it leads. */
    public static ElectedRole start(Settings settings, Surroundings around, Map<String, String> environment)
            throws IOException, GeneralSecurityException {
        String rootCa = settings.rootCa().isPresent()
                ? TrustBundle.read(settings.rootCa().get()).pem()
                : "";
        Optional<CertificateAuthority> authority = settings.signing().isPresent()
                ? Optional.of(authority(settings.signing().get(), around))
                : Optional.empty();
        return new ElectedRole(
                        settings.common(),
                        configuration(settings.common()),
                        around,
                        environment,
                        (access, client, surroundings) ->
                                begin(settings, rootCa, authority, access, client, surroundings))
                .begin();
    }

    private static CertificateAuthority authority(Serving.Pair files, Surroundings around)
            throws IOException, GeneralSecurityException {
        return new CertificateAuthority(TlsIdentity.read(files.certificate(), files.key()), around.clock());
    }

    private static AutoCloseable begin(
            Settings settings,
            String rootCa,
            Optional<CertificateAuthority> authority,
            ClusterAccess access,
            HttpApiClient client,
            Surroundings around) {
        Closing parts = new Closing();
        Function<String, ApiClient> clients = _ -> client;
        if (settings.ownAccounts()) {
            clients = parts.add(new ServiceAccountClients(access, client, around))::of;
        }
        Optional<TokenIssuer> issuer = settings.tokenKeys()
                .map(keys -> new TokenIssuer(ServiceAccountConfig.of(LEGACY_ISSUER, keys), around.clock()));
        Predicate<String> possible = name -> switch (name) {
            case "serviceaccount-token-controller" -> issuer.isPresent();
            case "root-ca-certificate-publisher-controller" -> !rootCa.isEmpty();
            default -> true;
        };
        parts.add(Controllers.start(
                new ControllerContext(
                        client,
                        clients,
                        around,
                        rootCa,
                        (namespace, account, uid, secret) ->
                                issuer.orElseThrow().signLegacy(namespace, account, uid, secret),
                        authority),
                settings.controllers().and(possible)));
        return parts;
    }

    private static ObjectValue configuration(RoleSettings common) {
        return ObjectValue.of(
                "kubecontrollermanager.config.k8s.io",
                ObjectValue.of("Generic", ObjectValue.of("LeaderElection", SchedulerRole.election(common, true))));
    }
}
