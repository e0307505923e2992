package dev.jukung.app.role;

import dev.jukung.apiserver.authentication.AuthenticationConfig.Anonymous;
import dev.jukung.apiserver.authentication.OpenIdSettings;
import dev.jukung.apiserver.authentication.StaticTokens;
import dev.jukung.apiserver.authorization.AbacPolicy;
import dev.jukung.cluster.ApiServerSettings;
import dev.jukung.cluster.ApiServerSettings.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Who may be believed, and who decides: the flags of authentication and authorization. */
final class ApiServerAccess {
    private final FlagValues values;
    private final Problems problems;

    ApiServerAccess(FlagValues values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    Optional<ApiServerSettings.Access> access() {
        Optional<Optional<StaticTokens>> tokens = problems.collect(this::staticTokens);
        Optional<Optional<OpenIdSettings>> openId = problems.collect(this::openId);
        if (tokens.isEmpty() || openId.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ApiServerSettings.Access(
                values.file("client-ca-file"),
                requestHeader(values),
                tokens.get(),
                values.on("enable-bootstrap-token-auth"),
                openId.get(),
                values.file("authentication-token-webhook-config-file")
                        .map(file -> new ApiServerSettings.TokenWebhook(
                                file,
                                values.text("authentication-token-webhook-version"),
                                values.duration("authentication-token-webhook-cache-ttl"))),
                // As the reference: where everything is allowed, nobody is anonymous.
                values.on("anonymous-auth") && !allowsAll() ? Anonymous.EVERYWHERE : Anonymous.NOWHERE));
    }

    private boolean allowsAll() {
        return modeNames().contains("AlwaysAllow") && !values.given("anonymous-auth");
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
                        issuer.get(),
                        client.get(),
                        authorities.isPresent() ? Files.readString(authorities.get()) : "",
                        values.text("oidc-username-claim"),
                        values.optional("oidc-username-prefix"))
                .withRequiredClaims(values.pairs("oidc-required-claim"))
                .withAlgorithms(values.list("oidc-signing-algs"));
        return values.optional("oidc-groups-claim")
                .map(claim -> settings.withGroups(new OpenIdSettings.Mapping(claim, values.text("oidc-groups-prefix"))))
                .or(() -> Optional.of(settings));
    }

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

    private List<String> modeNames() {
        List<String> names = values.list("authorization-mode");
        return names.isEmpty() ? List.of("AlwaysAllow") : names;
    }

    List<Mode> modes() {
        List<String> names = modeNames();
        Optional<Path> policy = values.file("authorization-policy-file");
        Optional<Path> webhook = values.file("authorization-webhook-config-file");
        List<Mode> modes = new ArrayList<>();
        for (String name : names) {
            switch (name) {
                case "Node" -> modes.add(new Mode.Node());
                case "RBAC" -> modes.add(new Mode.Rbac());
                case "AlwaysAllow" -> modes.add(new Mode.AlwaysAllow());
                case "AlwaysDeny" -> modes.add(new Mode.AlwaysDeny());
                case "ABAC" ->
                    policy.ifPresentOrElse(
                            file -> problems.collect(() -> abac(file)).ifPresent(modes::add),
                            () -> problems.add("authorization-mode ABAC's authorization policy file not passed"));
                case "Webhook" ->
                    webhook.ifPresentOrElse(
                            file -> modes.add(webhook(file)),
                            () -> problems.add("authorization-mode Webhook's authorization config file not passed"));
                default -> problems.add("authorization-mode \"" + name + "\" is not a valid mode");
            }
        }
        if (policy.isPresent() && !names.contains("ABAC")) {
            problems.add("cannot specify --authorization-policy-file without mode ABAC");
        }
        if (webhook.isPresent() && !names.contains("Webhook")) {
            problems.add("cannot specify --authorization-webhook-config-file without mode Webhook");
        }
        if (new HashSet<>(names).size() != names.size()) {
            problems.add(
                    "authorization-mode [\"" + String.join("\" \"", names) + "\"] has mode specified more than once");
        }
        return List.copyOf(modes);
    }

    private static Mode abac(Path file) throws IOException {
        return new Mode.Abac(AbacPolicy.parse(file.toString(), Files.readString(file)));
    }

    private Mode webhook(Path file) {
        return new Mode.Webhook(
                file,
                values.text("authorization-webhook-version"),
                values.duration("authorization-webhook-cache-authorized-ttl"),
                values.duration("authorization-webhook-cache-unauthorized-ttl"));
    }
}
