package dev.jukung.app.role;

import dev.jukung.apiserver.authentication.AuthenticationConfig.Anonymous;
import dev.jukung.apiserver.authentication.AuthenticationFile;
import dev.jukung.apiserver.authentication.OpenIdSettings;
import dev.jukung.apiserver.authentication.StaticTokens;
import dev.jukung.cluster.ApiServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who may be believed: the flags of authentication. Confined to one thread. */
final class ApiServerAccess {
    private static final List<String> FLAGS_OF_OPENID = List.of(
            "oidc-issuer-url",
            "oidc-client-id",
            "oidc-ca-file",
            "oidc-username-claim",
            "oidc-username-prefix",
            "oidc-groups-claim",
            "oidc-groups-prefix",
            "oidc-signing-algs",
            "oidc-required-claim");

    private final FlagValues values;
    private final Problems problems;

    ApiServerAccess(FlagValues values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    Optional<ApiServerSettings.Access> access() {
        Optional<Optional<StaticTokens>> tokens = problems.collect(this::staticTokens);
        Optional<AuthenticationFile.Contents> configured = problems.collect(this::configured);
        if (tokens.isEmpty() || configured.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ApiServerSettings.Access(
                values.file("client-ca-file"),
                requestHeader(values),
                tokens.get(),
                values.on("enable-bootstrap-token-auth"),
                configured.get().issuers(),
                values.file("authentication-token-webhook-config-file")
                        .map(file -> new ApiServerSettings.TokenWebhook(
                                file,
                                values.text("authentication-token-webhook-version"),
                                values.duration("authentication-token-webhook-cache-ttl"))),
                configured.get().anonymous(),
                configured.get().anonymous().orElseGet(this::anonymous)));
    }

    /** As the reference: where everything is allowed, nobody is anonymous, whatever {@code --anonymous-auth} says. */
    private Anonymous anonymous() {
        return values.on("anonymous-auth") && !AuthorizationFlags.allowAll(values)
                ? Anonymous.EVERYWHERE
                : Anonymous.NOWHERE;
    }

    /** What the file of {@code --authentication-config} says; without one, what the flags say in its place. */
    private AuthenticationFile.Contents configured() throws IOException {
        Optional<Path> file = values.file("authentication-config");
        if (file.isEmpty()) {
            return new AuthenticationFile.Contents(openId().stream().toList(), Optional.empty());
        }
        if (FLAGS_OF_OPENID.stream().anyMatch(values::given)) {
            throw new IllegalArgumentException("authentication-config file and oidc-* flags are mutually exclusive");
        }
        AuthenticationFile.Contents contents =
                AuthenticationFile.read(Files.readAllBytes(file.get()), values.list("service-account-issuer"));
        if (contents.anonymous().isPresent() && values.given("anonymous-auth")) {
            throw new IllegalArgumentException(
                    "anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous"
                            + " field is configured in authentication configuration file");
        }
        return contents;
    }

    static Optional<ApiServerSettings.RequestHeader> requestHeader(FlagValues values) {
        return values.file("requestheader-client-ca-file")
                .map(authorities -> new ApiServerSettings.RequestHeader(
                        authorities,
                        values.list("requestheader-allowed-names"),
                        values.list("requestheader-username-headers"),
                        values.list("requestheader-uid-headers"),
                        values.list("requestheader-group-headers"),
                        values.list("requestheader-extra-headers-prefix")));
    }

    private Optional<StaticTokens> staticTokens() throws IOException {
        Optional<Path> file = values.file("token-auth-file");
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(StaticTokens.parse(file.get().toString(), Files.readString(file.get())));
    }

    private Optional<OpenIdSettings> openId() throws IOException {
        Optional<String> issuer = values.optional("oidc-issuer-url");
        Optional<String> client = values.optional("oidc-client-id");
        boolean any = FLAGS_OF_OPENID.stream().anyMatch(values::given);
        if (issuer.isEmpty() || client.isEmpty()) {
            if (any) {
                throw new IllegalArgumentException(
                        "oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set");
            }
            return Optional.empty();
        }
        Optional<Path> authorities = values.file("oidc-ca-file");
        OpenIdSettings settings = OpenIdSettings.ofFlags(
                        new OpenIdSettings.Issuer(
                                issuer.get(),
                                Optional.empty(),
                                authorities.isPresent() ? Files.readString(authorities.get()) : "",
                                List.of(client.get())),
                        values.text("oidc-username-claim"),
                        values.optional("oidc-username-prefix"))
                .withRequiredClaims(values.pairs("oidc-required-claim"))
                .withAlgorithms(values.list("oidc-signing-algs"));
        return values.optional("oidc-groups-claim")
                .map(claim ->
                        settings.withGroups(new OpenIdSettings.Mapping.Claim(claim, values.text("oidc-groups-prefix"))))
                .or(() -> Optional.of(settings));
    }
}
