package dev.jukung.cluster;

import dev.jukung.apiserver.ApiServerConfig;
import dev.jukung.apiserver.authentication.AuthenticationConfig.Anonymous;
import dev.jukung.apiserver.authentication.OpenIdSettings;
import dev.jukung.apiserver.authentication.StaticTokens;
import dev.jukung.apiserver.authorization.AbacPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an API server in a process of its own is to be: kube-apiserver's flags.
 *
 * @param api without authentication and the front proxy's identity, which are in the other parts
 * @param followed what is read again when it changes
 * @param proxyClient {@code --proxy-client-cert-file}, {@code --proxy-client-key-file}
 */
public record ApiServerSettings(
        ApiServerConfig api,
        Serving serving,
        Storage storage,
        Access access,
        Kubelets kubelets,
        Optional<Serving.Pair> proxyClient,
        Followed followed) {
    /**
     * Where objects are kept.
     *
     * @param etcd empty to keep them in {@code folder}
     * @param compaction how long etcd keeps history ({@code --etcd-compaction-interval})
     * @param encryption {@code --encryption-provider-config}
     * @param followEncryption whether that file is read again when it changes
     */
    public record Storage(
            Path folder,
            Optional<Datastore> etcd,
            Duration compaction,
            Optional<Path> encryption,
            boolean followEncryption) {
        public Storage {
            if (followEncryption && encryption.isEmpty()) {
                throw new IllegalArgumentException("--encryption-provider-config-automatic-reload must be set with"
                        + " --encryption-provider-config");
            }
        }
    }

    /**
     * Who may be believed.
     *
     * @param issuers of OpenID Connect tokens: that of {@code --oidc-*}, or those of {@code --authentication-config}
     * @param configuredAnonymous what that file says of anonymous requests, if anything
     */
    public record Access(
            Optional<Path> clientAuthorities,
            Optional<RequestHeader> requestHeader,
            Optional<StaticTokens> staticTokens,
            boolean bootstrapTokens,
            List<OpenIdSettings> issuers,
            Optional<TokenWebhook> tokenWebhook,
            Optional<Anonymous> configuredAnonymous,
            Anonymous anonymous) {
        public Access {
            issuers = List.copyOf(issuers);
        }
    }

    /**
     * Configuration files, with what they said when the server was started.
     *
     * @param authentication {@code --authentication-config}
     * @param authorization {@code --authorization-config}
     * @param abac the lines of {@code --authorization-policy-file}
     */
    public record Followed(Optional<Text> authentication, Optional<Text> authorization, List<AbacPolicy> abac) {
        public Followed {
            abac = List.copyOf(abac);
        }
    }

    /** A file and what it said. */
    public record Text(Path file, String contents) {}

    /** {@code --requestheader-*}. */
    public record RequestHeader(
            Path authorities,
            List<String> allowedNames,
            List<String> usernameHeaders,
            List<String> uidHeaders,
            List<String> groupHeaders,
            List<String> extraHeaderPrefixes) {}

    /** {@code --authentication-token-webhook-*}. */
    public record TokenWebhook(Path kubeconfig, String version, Duration remembered) {}

    /**
     * How kubelets are reached ({@code --kubelet-*}).
     *
     * @param authority who may have issued their certificates; empty to believe all of them
     */
    public record Kubelets(Optional<Serving.Pair> client, Optional<Path> authority, List<String> addressTypes) {}
}
