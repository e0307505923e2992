package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.AuditAnnotations;
import dev.jukung.apiserver.webhook.AnswerCache;
import dev.jukung.apiserver.webhook.Kubeconfig;
import dev.jukung.apiserver.webhook.WebhookClient;
import dev.jukung.apiserver.webhook.WebhookException;
import dev.jukung.apiserver.webhook.WebhookRetries;
import dev.jukung.apiserver.webhook.WebhookTarget;
import dev.jukung.base.Clock;
import dev.jukung.schema.GoDuration;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ImagePolicyWebhook: somebody else says which images Pods may run. Answers are kept for a while. Thread-safe. */
final class ImagePolicyWebhook implements Admission {
    private static final Logger LOG = LoggerFactory.getLogger(ImagePolicyWebhook.class);
    private static final String PREFIX = "imagepolicywebhook.image-policy.k8s.io/";
    private static final String EPHEMERAL = "ephemeralcontainers";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(30);

    private final WebhookTarget target;
    private final Duration allowedFor;
    private final Duration deniedFor;
    private final boolean defaultAllow;
    private final WebhookRetries client;
    private final AnswerCache cache;

    private ImagePolicyWebhook(ObjectValue policy, WebhookTarget target, WebhookClient client, Clock clock) {
        this.target = target;
        Duration backoff =
                duration(policy, "retryBackoff", Duration.ofMillis(1), Duration.ofNanos(1), Duration.ofMinutes(5), 500);
        allowedFor = duration(policy, "allowTTL", Duration.ofSeconds(1), Duration.ofSeconds(1), LONGEST_LIFE, 5 * 60);
        deniedFor = duration(policy, "denyTTL", Duration.ofSeconds(1), Duration.ofSeconds(1), LONGEST_LIFE, 30);
        defaultAllow = policy.flag("defaultAllow", false);
        this.client = new WebhookRetries(client, clock, backoff);
        cache = new AnswerCache(clock);
    }

    static ImagePolicyWebhook of(PluginConfigurations told, WebhookClient client, Clock clock) {
        ObjectValue policy = told.of("ImagePolicyWebhook")
                .orElseThrow(() -> new IllegalArgumentException("no config specified"))
                .object("imagePolicy");
        Path file = Path.of(policy.text("kubeConfigFile", ""));
        try {
            return new ImagePolicyWebhook(policy, Kubeconfig.read(file), client, clock);
        } catch (IOException e) {
            throw new IllegalArgumentException("stat " + file + ": no such file or directory", e);
        }
    }

    /** A number of units; -1 for none at all, 0 for the default. */
    private static Duration duration(
            ObjectValue policy, String field, Duration unit, Duration least, Duration most, long fallback) {
        long given = policy.integer(field, 0);
        if (given == -1) {
            return Duration.ZERO;
        }
        if (given == 0) {
            return unit.multipliedBy(fallback);
        }
        boolean countable = Math.abs(given) <= most.dividedBy(unit);
        if (!countable || given < 0 || unit.multipliedBy(given).compareTo(least) < 0) {
            String shown =
                    countable ? GoDuration.format(unit.multipliedBy(given).toNanos()) : given + " units";
            throw new IllegalArgumentException("valid value is between " + GoDuration.format(least.toNanos()) + " and "
                    + GoDuration.format(most.toNanos()) + ", got " + shown);
        }
        return unit.multipliedBy(given);
    }

    @Override
    public void validate(Review review) throws InterruptedException {
        String below = review.call().subresource();
        if (!review.call().kind().qualifiedName().equals("pods") || !(below.isEmpty() || below.equals(EPHEMERAL))) {
            return;
        }
        ObjectValue spec = spec(review, below);
        Optional<ObjectValue> status = status(review, spec);
        if (status.isEmpty()) {
            AuditAnnotations.current().add(PREFIX + "failed-open", "true");
            return;
        }
        status.get().object("auditAnnotations").forEach((key, value) -> AuditAnnotations.current()
                .add(PREFIX + key, String.valueOf(value)));
        if (!status.get().flag("allowed", false)) {
            String reason = status.get().text("reason", "");
            throw Lookups.forbidden(
                    review,
                    reason.isEmpty()
                            ? "one or more images rejected by webhook backend"
                            : "image policy webhook backend denied one or more images: " + reason);
        }
    }

    private static ObjectValue spec(Review review, String below) {
        ObjectValue pod = review.object().object("spec");
        List<ObjectValue> containers = Stream.of("containers", "initContainers", "ephemeralContainers")
                .filter(list -> list.startsWith("ephemeral") == below.equals(EPHEMERAL))
                .flatMap(list -> pod.list(list).objects().stream())
                .map(container -> ObjectValue.of("image", container.text("image", "")))
                .toList();
        ObjectValue.Builder annotations = ObjectValue.builder();
        review.object().object("metadata").object("annotations").forEach((key, value) -> {
            if (key.contains(".image-policy.k8s.io/")) {
                annotations.set(key, value);
            }
        });
        ObjectValue spec = ObjectValue.of("containers", ListValue.copyOf(containers));
        ObjectValue kept = annotations.build();
        spec = kept.isEmpty() ? spec : spec.with("annotations", kept);
        return spec.with("namespace", review.namespace());
    }

    /** Empty where nobody answered and that is no reason to refuse. */
    private Optional<ObjectValue> status(Review review, ObjectValue spec) throws InterruptedException {
        String question = spec.toString();
        Optional<ObjectValue> known = cache.get(question);
        if (known.isPresent()) {
            return known;
        }
        ObjectValue answer;
        try {
            answer = client.call(
                    target,
                    ObjectValue.of(
                            "kind",
                            "ImageReview",
                            "apiVersion",
                            "imagepolicy.k8s.io/v1alpha1",
                            "metadata",
                            ObjectValue.of("creationTimestamp", dev.jukung.value.NullValue.NULL),
                            "spec",
                            spec,
                            "status",
                            ObjectValue.of("allowed", false)),
                    TIMEOUT);
        } catch (WebhookException e) {
            LOG.warn("error contacting webhook backend: {}", e.getMessage());
            if (defaultAllow) {
                return Optional.empty();
            }
            // Once by the plugin and once by what called it, as in the reference.
            throw Lookups.forbidden(
                    review,
                    String.valueOf(Lookups.forbidden(review, String.valueOf(e.getMessage()))
                            .getMessage()));
        }
        ObjectValue status = answer.object("status");
        cache.put(question, status, status.flag("allowed", false) ? allowedFor : deniedFor);
        return Optional.of(status);
    }
}
