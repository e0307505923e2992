package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.configuration.ConfigurationFile;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.webhook.Kubeconfig;
import dev.jukung.schema.DecodingException;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.GoDuration;
import dev.jukung.schema.cel.CelCompilation;
import dev.jukung.schema.cel.CelProgram;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the file of {@code --authorization-config}: an AuthorizationConfiguration. Confined to one thread. */
public final class AuthorizationFile {
    private static final List<String> TYPES = List.of("ABAC", "AlwaysAllow", "AlwaysDeny", "Node", "RBAC", "Webhook");
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_CONDITIONS = 64;

    private final List<AbacPolicy> abac;
    private final FieldErrors errors = new FieldErrors();

    private AuthorizationFile(List<AbacPolicy> abac) {
        this.abac = abac;
    }

    /**
     * @param abac the lines of {@code --authorization-policy-file}
     * @throws IllegalArgumentException with everything that is wrong, in Kubernetes' words
     */
    public static AuthorizationConfig read(byte[] yaml, List<AbacPolicy> abac) throws IOException {
        ObjectValue config;
        try {
            config = ConfigurationFile.decode(yaml, "AuthorizationConfiguration");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "failed to load AuthorizationConfiguration from file: " + e.getMessage(), e);
        }
        return new AuthorizationFile(abac).config(config);
    }

    private AuthorizationConfig config(ObjectValue config) throws IOException {
        FieldPath path = FieldPath.of("authorizers");
        List<ObjectValue> authorizers = config.list("authorizers").objects();
        if (authorizers.isEmpty()) {
            errors.add(FieldError.required(path, "at least one authorization mode must be defined"));
        }
        List<AuthorizationConfig.Mode> modes = new ArrayList<>();
        Set<String> types = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < authorizers.size(); i++) {
            String type = authorizers.get(i).text("type", "");
            FieldPath place = path.index(i);
            if (type.isEmpty()) {
                errors.add(FieldError.required(place.child("type"), ""));
            } else if (!TYPES.contains(type)) {
                errors.add(FieldError.notSupported(place.child("type"), type, TYPES));
            } else if (!types.add(type) && !type.equals("Webhook")) {
                errors.add(FieldError.duplicate(place.child("type"), type));
            } else {
                name(authorizers.get(i).text("name", ""), names, place.child("name"));
                mode(type, authorizers.get(i), place).ifPresent(modes::add);
            }
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(errors.message());
        }
        return new AuthorizationConfig(modes);
    }

    private void name(String name, Set<String> names, FieldPath path) {
        List<String> problems = NameRule.SUBDOMAIN.problems(name, false);
        if (name.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        } else if (!names.add(name)) {
            errors.add(FieldError.duplicate(path, name));
        } else if (!problems.isEmpty()) {
            errors.add(FieldError.invalid(path, name, "authorizer name is invalid: " + String.join(", ", problems)));
        }
    }

    /** Empty where something is wrong with it. */
    private Optional<AuthorizationConfig.Mode> mode(String type, ObjectValue authorizer, FieldPath path)
            throws IOException {
        if (type.equals("Webhook")) {
            if (!authorizer.has("webhook")) {
                errors.add(FieldError.required(path.child("webhook"), "required when type=Webhook"));
                return Optional.empty();
            }
            return webhook(
                    authorizer.text("name", ""),
                    authorizer.object("webhook"),
                    path); // the reference's paths lack "webhook"
        }
        if (authorizer.has("webhook")) {
            errors.add(
                    FieldError.invalid(path.child("webhook"), "non-null", "may only be specified when type=Webhook"));
        }
        return Optional.of(
                switch (type) {
                    case "ABAC" -> new AuthorizationConfig.Mode.Abac(abac);
                    case "AlwaysAllow" -> new AuthorizationConfig.Mode.AlwaysAllow();
                    case "AlwaysDeny" -> new AuthorizationConfig.Mode.AlwaysDeny();
                    case "Node" -> new AuthorizationConfig.Mode.Node();
                    default -> new AuthorizationConfig.Mode.Rbac();
                });
    }

    private Optional<AuthorizationConfig.Mode> webhook(String name, ObjectValue webhook, FieldPath path)
            throws IOException {
        int before = errors.list().size();
        Duration timeout = duration(webhook, "timeout", Duration.ZERO, path);
        if (timeout.compareTo(LONGEST_TIMEOUT) > 0 || timeout.isNegative()) {
            errors.add(
                    FieldError.invalid(path.child("timeout"), webhook.text("timeout", ""), "must be > 0s and <= 30s"));
        }
        Duration allowed = kept(webhook, "authorizedTTL", Duration.ofMinutes(5), path);
        Duration refused = kept(webhook, "unauthorizedTTL", Duration.ofSeconds(30), path);
        oneOf(webhook, "subjectAccessReviewVersion", List.of("v1", "v1beta1"), path);
        List<ObjectValue> conditions = webhook.list("matchConditions").objects();
        String version = "matchConditionSubjectAccessReviewVersion";
        if (webhook.has(version)) {
            oneOf(webhook, version, List.of("v1"), path);
        } else if (!conditions.isEmpty()) {
            errors.add(FieldError.required(path.child(version), "required if match conditions are specified"));
        }
        oneOf(webhook, "failurePolicy", List.of("NoOpinion", "Deny"), path);
        Optional<Path> kubeconfig = connection(webhook.object("connectionInfo"), path.child("connectionInfo"));
        AccessConditions compiled = conditions(name, conditions, path.child("matchConditions"));
        if (errors.list().size() > before || kubeconfig.isEmpty()) {
            return Optional.empty();
        }
        WebhookAuthorizer.Settings settings = new WebhookAuthorizer.Settings(
                Kubeconfig.read(kubeconfig.get()),
                webhook.text("subjectAccessReviewVersion", ""),
                timeout,
                webhook.flag("cacheAuthorizedRequests", true) ? allowed : Duration.ZERO,
                webhook.flag("cacheUnauthorizedRequests", true) ? refused : Duration.ZERO,
                webhook.text("failurePolicy", "").equals("Deny")
                        ? WebhookAuthorizer.FailurePolicy.DENY
                        : WebhookAuthorizer.FailurePolicy.NO_OPINION,
                compiled);
        return Optional.of(new AuthorizationConfig.Mode.Webhook(settings));
    }

    private Duration duration(ObjectValue webhook, String field, Duration fallback, FieldPath path) {
        String text = webhook.text(field, "");
        Duration read = fallback;
        if (!text.isEmpty()) {
            try {
                read = Duration.ofNanos(GoDuration.parse(text));
            } catch (DecodingException e) {
                errors.add(FieldError.invalid(path.child(field), text, String.valueOf(e.getMessage())));
                return fallback;
            }
        }
        if (read.isZero()) {
            errors.add(FieldError.required(path.child(field), ""));
        }
        return read;
    }

    private Duration kept(ObjectValue webhook, String field, Duration fallback, FieldPath path) {
        Duration duration = duration(webhook, field, fallback, path);
        if (duration.isNegative()) {
            errors.add(FieldError.invalid(path.child(field), webhook.text(field, ""), "must be > 0s"));
        }
        return duration;
    }

    private void oneOf(ObjectValue webhook, String field, List<String> accepted, FieldPath path) {
        String value = webhook.text(field, "");
        if (value.isEmpty()) {
            errors.add(FieldError.required(path.child(field), ""));
        } else if (!accepted.contains(value)) {
            errors.add(FieldError.notSupported(path.child(field), value, accepted));
        }
    }

    private Optional<Path> connection(ObjectValue connection, FieldPath path) {
        String file = connection.text("kubeConfigFile", "");
        FieldPath place = path.child("kubeConfigFile");
        switch (connection.text("type", "")) {
            case "" -> errors.add(FieldError.required(path.child("type"), ""));
            case "KubeConfigFile" -> {
                Path given = Path.of(file);
                if (file.isEmpty()) {
                    errors.add(FieldError.required(place, ""));
                } else if (!given.isAbsolute()) {
                    errors.add(FieldError.invalid(place, file, "must be an absolute path"));
                } else if (!Files.exists(given)) {
                    errors.add(FieldError.invalid(
                            place, file, "error loading file: stat " + file + ": no such file or directory"));
                } else if (!Files.isRegularFile(given)) {
                    errors.add(FieldError.invalid(place, file, "must be a regular file"));
                } else {
                    return Optional.of(given);
                }
            }
            // Jukung's server does not run in a Pod, so there is no cluster around it to be found.
            default ->
                errors.add(FieldError.notSupported(
                        path.child("type"), connection.text("type", ""), List.of("KubeConfigFile")));
        }
        return Optional.empty();
    }

    private AccessConditions conditions(String name, List<ObjectValue> conditions, FieldPath path) {
        if (conditions.size() > MAX_CONDITIONS) {
            errors.add(FieldError.tooMany(path, conditions.size(), MAX_CONDITIONS));
            return AccessConditions.NONE;
        }
        List<CelProgram> programs = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < conditions.size(); i++) {
            FieldPath place = path.index(i).child("expression");
            String expression = conditions.get(i).text("expression", "");
            if (expression.isBlank()) {
                errors.add(FieldError.required(place, ""));
            } else if (!seen.add(expression)) {
                errors.add(FieldError.duplicate(place, expression));
            } else {
                switch (AccessConditions.compile(expression)) {
                    case CelProgram program -> programs.add(program);
                    case CelCompilation.Problem(String text) -> errors.add(FieldError.invalid(place, expression, text));
                }
            }
        }
        return new AccessConditions(name, programs);
    }
}
