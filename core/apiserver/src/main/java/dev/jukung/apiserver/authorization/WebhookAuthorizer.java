package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.webhook.AnswerCache;
import dev.jukung.apiserver.webhook.WebhookClient;
import dev.jukung.apiserver.webhook.WebhookException;
import dev.jukung.apiserver.webhook.WebhookRetries;
import dev.jukung.apiserver.webhook.WebhookTarget;
import dev.jukung.base.Clock;
import dev.jukung.model.FieldSelectors;
import dev.jukung.model.LabelSelectors;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Asks somebody else with a SubjectAccessReview ({@code --authorization-webhook-config-file}, or type Webhook of an
 * AuthorizationConfiguration). Answers are kept for a while. Thread-safe; decisions may block.
 */
public final class WebhookAuthorizer implements Authorizer {
    private static final int LONGEST_QUESTION = 10_000;

    /** What is decided when nobody answers. */
    public enum FailurePolicy {
        NO_OPINION,
        DENY
    }

    /**
     * @param version {@code v1} or {@code v1beta1} of SubjectAccessReview
     * @param allowedFor how long an allowing answer is kept
     * @param refusedFor how long any other answer is kept
     * @param conditions when it is asked at all
     */
    public record Settings(
            WebhookTarget target,
            String version,
            Duration timeout,
            Duration allowedFor,
            Duration refusedFor,
            FailurePolicy onFailure,
            AccessConditions conditions) {
        public Settings {
            if (!version.equals("v1") && !version.equals("v1beta1")) {
                throw new IllegalArgumentException("unsupported webhook authorizer version \"" + version
                        + "\", supported versions are \"v1\", \"v1beta1\"");
            }
        }

        /** Without conditions, as flags can say it. */
        public Settings(
                WebhookTarget target,
                String version,
                Duration timeout,
                Duration allowedFor,
                Duration refusedFor,
                FailurePolicy onFailure) {
            this(target, version, timeout, allowedFor, refusedFor, onFailure, AccessConditions.NONE);
        }

        /** As the flags are by default. */
        public static Settings of(WebhookTarget target) {
            return new Settings(
                    target,
                    "v1",
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    FailurePolicy.NO_OPINION);
        }
    }

    private final Settings settings;
    private final WebhookRetries client;
    private final AnswerCache cache;
    private final ConditionMetrics metrics;
    private final Clock clock;

    public WebhookAuthorizer(Settings settings, WebhookClient client, ConditionMetrics metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
        this.settings = settings;
        this.client = new WebhookRetries(client, clock, WebhookRetries.STANDARD_PAUSE);
        cache = new AnswerCache(clock);
    }

    @Override
    public Decision decide(Attributes attributes) {
        return switch (settings.conditions().evaluate(attributes, metrics, clock)) {
            case AccessConditions.Outcome.Matches() -> asked(attributes);
            case AccessConditions.Outcome.Excluded() -> Decision.NoOpinion.SILENT;
            case AccessConditions.Outcome.Failed(String message) -> failed(message);
        };
    }

    private Decision asked(Attributes attributes) {
        ObjectValue spec = spec(attributes);
        String question = spec.toString();
        Optional<ObjectValue> known = cache.get(question);
        ObjectValue status;
        if (known.isPresent()) {
            status = known.get();
        } else {
            try {
                status = client.call(settings.target(), review(spec), settings.timeout())
                        .object("status");
            } catch (WebhookException e) {
                return failed(String.valueOf(e.getMessage()));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // whoever waits for us is told at its next wait
                return failed("context canceled");
            }
            if (question.length() < LONGEST_QUESTION) {
                cache.put(
                        question,
                        status,
                        status.flag("allowed", false) ? settings.allowedFor() : settings.refusedFor());
            }
        }
        return decision(status);
    }

    private static Decision decision(ObjectValue status) {
        boolean allowed = status.flag("allowed", false);
        String reason = status.text("reason", "");
        if (status.flag("denied", false)) {
            return allowed
                    ? new Decision.Deny(reason, "webhook subject access review returned both allow and deny response")
                    : new Decision.Deny(reason);
        }
        return allowed ? new Decision.Allow(reason) : new Decision.NoOpinion(reason);
    }

    private Decision failed(String why) {
        return switch (settings.onFailure()) {
            case NO_OPINION -> new Decision.NoOpinion("", why);
            case DENY -> new Decision.Deny("", why);
        };
    }

    private ObjectValue review(ObjectValue spec) {
        boolean v1 = settings.version().equals("v1");
        // In v1beta1 the groups have another name.
        ObjectValue written =
                v1 || !spec.has("groups") ? spec : spec.without("groups").with("group", spec.list("groups"));
        return ObjectValue.of(
                "kind",
                "SubjectAccessReview",
                "apiVersion",
                "authorization.k8s.io/" + settings.version(),
                "metadata",
                ObjectValue.EMPTY,
                "spec",
                written,
                "status",
                ObjectValue.of("allowed", false));
    }

    static ObjectValue spec(Attributes attributes) {
        ObjectValue.Builder spec = ObjectValue.builder();
        if (attributes.forResource()) {
            spec.set("resourceAttributes", resource(attributes));
        } else {
            ObjectValue.Builder path = ObjectValue.builder();
            set(path, "path", attributes.path());
            set(path, "verb", attributes.verb());
            spec.set("nonResourceAttributes", path.build());
        }
        User user = attributes.user();
        set(spec, "user", user.name());
        if (!user.groups().isEmpty()) {
            spec.set("groups", ListValue.copyOf(user.groups()));
        }
        if (!user.extra().isEmpty()) {
            ObjectValue.Builder extra = ObjectValue.builder();
            new TreeMap<>(user.extra()).forEach((key, values) -> extra.set(key, ListValue.copyOf(values)));
            spec.set("extra", extra.build());
        }
        set(spec, "uid", user.uid());
        return spec.build();
    }

    private static ObjectValue resource(Attributes attributes) {
        ObjectValue.Builder resource = ObjectValue.builder();
        set(resource, "namespace", attributes.namespace());
        set(resource, "verb", attributes.verb());
        set(resource, "group", attributes.group());
        set(resource, "version", attributes.version());
        set(resource, "resource", attributes.resource());
        set(resource, "subresource", attributes.subresource());
        set(resource, "name", attributes.name());
        ListValue fields = ListValue.EMPTY;
        for (FieldSelectors.Term term : attributes.selectors().fields()) {
            fields = fields.plus(ObjectValue.of(
                    "key",
                    term.field(),
                    "operator",
                    term.equal() ? "In" : "NotIn",
                    "values",
                    ListValue.of(term.value())));
        }
        if (!fields.isEmpty()) {
            resource.set("fieldSelector", ObjectValue.of("requirements", fields));
        }
        ListValue labels = ListValue.EMPTY;
        for (LabelSelectors.Requirement requirement : attributes.selectors().labels()) {
            Optional<String> operator = operator(requirement.operator());
            if (operator.isPresent()) {
                ObjectValue shown = ObjectValue.of("key", requirement.key(), "operator", operator.get());
                labels = labels.plus(
                        requirement.values().isEmpty()
                                ? shown
                                : shown.with("values", ListValue.copyOf(new TreeSet<>(requirement.values()))));
            }
        }
        if (!labels.isEmpty()) {
            resource.set("labelSelector", ObjectValue.of("requirements", labels));
        }
        return resource.build();
    }

    /** Empty for what the API cannot say: leaving a requirement out asks for more. */
    private static Optional<String> operator(LabelSelectors.Operator operator) {
        return switch (operator) {
            case EQUALS, DOUBLE_EQUALS, IN -> Optional.of("In");
            case NOT_EQUALS, NOT_IN -> Optional.of("NotIn");
            case EXISTS -> Optional.of("Exists");
            case DOES_NOT_EXIST -> Optional.of("DoesNotExist");
            case GREATER_THAN, LESS_THAN -> Optional.empty();
        };
    }

    private static void set(ObjectValue.Builder tree, String field, String value) {
        if (!value.isEmpty()) {
            tree.set(field, value);
        }
    }
}
