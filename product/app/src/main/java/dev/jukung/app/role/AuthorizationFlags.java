package dev.jukung.app.role;

import dev.jukung.apiserver.authorization.AbacPolicy;
import dev.jukung.apiserver.authorization.AuthorizationConfig;
import dev.jukung.apiserver.authorization.AuthorizationConfig.Mode;
import dev.jukung.apiserver.authorization.AuthorizationFile;
import dev.jukung.apiserver.authorization.WebhookAuthorizer;
import dev.jukung.apiserver.webhook.Kubeconfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** {@code --authorization-*}: who decides what a user may do. Confined to one thread. */
final class AuthorizationFlags {
    private static final Duration WEBHOOK_TIMEOUT = Duration.ofSeconds(30);
    private static final String NO_POLICY = "authorization-mode ABAC's authorization policy file not passed";

    /** What a file takes the place of. */
    private static final List<String> REPLACED = List.of(
            "authorization-mode",
            "authorization-webhook-config-file",
            "authorization-webhook-version",
            "authorization-webhook-cache-authorized-ttl",
            "authorization-webhook-cache-unauthorized-ttl");

    private final FlagValues values;
    private final Problems problems;
    private final Optional<Path> policy;

    AuthorizationFlags(FlagValues values, Problems problems) {
        this.values = values;
        this.problems = problems;
        policy = values.file("authorization-policy-file");
    }

    /** Whether the flags say that everybody may do everything. What a file says does not count, as in the reference. */
    static boolean allowAll(FlagValues values) {
        return values.file("authorization-config").isEmpty() && names(values).contains("AlwaysAllow");
    }

    private static List<String> names(FlagValues values) {
        List<String> names = values.list("authorization-mode");
        return names.isEmpty() ? List.of("AlwaysAllow") : names;
    }

    /** Empty where something is wrong, which is among the problems then. */
    Optional<AuthorizationConfig> read() {
        Optional<Path> file = values.file("authorization-config");
        if (file.isPresent()) {
            return problems.collect(() -> configured(file.get()));
        }
        List<Mode> modes = modes(names(values));
        return modes.isEmpty() ? Optional.empty() : Optional.of(new AuthorizationConfig(modes));
    }

    private AuthorizationConfig configured(Path file) throws IOException {
        if (REPLACED.stream().anyMatch(values::given)) {
            throw new IllegalArgumentException("--authorization-config can not be specified when --authorization-mode"
                    + " or --authorization-webhook-* flags are defined");
        }
        AuthorizationConfig config = AuthorizationFile.read(Files.readAllBytes(file), policies());
        if (policy.isEmpty() && config.modes().stream().anyMatch(Mode.Abac.class::isInstance)) {
            throw new IllegalArgumentException(NO_POLICY);
        }
        return config;
    }

    /** The lines of {@code --authorization-policy-file}. */
    List<AbacPolicy> policies() throws IOException {
        return policy.isEmpty() ? List.of() : AbacPolicy.parse(policy.get().toString(), Files.readString(policy.get()));
    }

    private List<Mode> modes(List<String> names) {
        Optional<Path> webhook = values.file("authorization-webhook-config-file");
        List<Mode> modes = new ArrayList<>();
        for (String name : names) {
            switch (name) {
                case "Node" -> modes.add(new Mode.Node());
                case "RBAC" -> modes.add(new Mode.Rbac());
                case "AlwaysAllow" -> modes.add(new Mode.AlwaysAllow());
                case "AlwaysDeny" -> modes.add(new Mode.AlwaysDeny());
                case "ABAC" -> {
                    problems.check(policy.isPresent(), NO_POLICY);
                    problems.collect(() -> new Mode.Abac(policies())).ifPresent(modes::add);
                }
                case "Webhook" ->
                    webhook.ifPresentOrElse(
                            file -> problems.collect(() -> webhook(file)).ifPresent(modes::add),
                            () -> problems.add("authorization-mode Webhook's authorization config file not passed"));
                default -> problems.add("authorization-mode \"" + name + "\" is not a valid mode");
            }
        }
        problems.check(
                policy.isEmpty() || names.contains("ABAC"),
                "cannot specify --authorization-policy-file without mode ABAC");
        problems.check(
                webhook.isEmpty() || names.contains("Webhook"),
                "cannot specify --authorization-webhook-config-file without mode Webhook");
        problems.check(
                new HashSet<>(names).size() == names.size(),
                "authorization-mode [\"" + String.join("\" \"", names) + "\"] has mode specified more than once");
        return modes;
    }

    private Mode webhook(Path file) throws IOException {
        return new Mode.Webhook(new WebhookAuthorizer.Settings(
                Kubeconfig.read(file),
                values.text("authorization-webhook-version"),
                WEBHOOK_TIMEOUT,
                values.duration("authorization-webhook-cache-authorized-ttl"),
                values.duration("authorization-webhook-cache-unauthorized-ttl"),
                WebhookAuthorizer.FailurePolicy.NO_OPINION));
    }
}
