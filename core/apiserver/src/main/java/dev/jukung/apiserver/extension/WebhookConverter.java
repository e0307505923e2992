package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.tracing.Span;
import dev.jukung.apiserver.tracing.Steps;
import dev.jukung.apiserver.webhook.WebhookClient;
import dev.jukung.apiserver.webhook.WebhookException;
import dev.jukung.apiserver.webhook.WebhookTarget;
import dev.jukung.base.Randomness;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.GoText;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Strategy {@code Webhook}: the author's server converts, all objects of a list in one question
 * ({@code apiextensions.k8s.io ConversionReview}). It may change everything but who an object is; of its metadata only labels
 * and annotations count. Thread-safe.
 *
 * @param versions of ConversionReview that the webhook understands, the preferred one first
 */
record WebhookConverter(
        String definition, WebhookClient client, ObjectValue clientConfig, List<String> versions, Randomness random)
        implements Converters.Converter {
    /** As long as kube-apiserver waits. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    static Converters converters(WebhookClient client, Randomness random) {
        return definition -> {
            ObjectValue conversion = definition.object("spec").object("conversion");
            if (!conversion.text("strategy", "").equals("Webhook")) {
                return NONE;
            }
            ObjectValue webhook = conversion.object("webhook");
            return new WebhookConverter(
                    definition.object("metadata").text("name", ""),
                    client,
                    webhook.object("clientConfig"),
                    webhook.list("conversionReviewVersions").texts(),
                    random);
        };
    }

    @Override
    public List<ObjectValue> convert(List<ObjectValue> objects, String apiVersion) {
        String of = named(objects.getFirst());
        List<ObjectValue> converted = asked(of, objects, apiVersion);
        if (converted.size() != objects.size()) {
            throw failure("conversion webhook for " + of + " returned " + converted.size() + " objects, expected "
                    + objects.size());
        }
        List<ObjectValue> result = new ArrayList<>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            result.add(checked(of, i, objects.get(i), converted.get(i), apiVersion));
        }
        return result;
    }

    private static String named(ObjectValue object) {
        return object.text("apiVersion", "") + ", Kind=" + object.text("kind", "");
    }

    private List<ObjectValue> asked(String of, List<ObjectValue> objects, String apiVersion) {
        String version = versions.stream()
                .filter(candidate -> candidate.equals("v1") || candidate.equals("v1beta1"))
                .findFirst()
                .orElse("v1");
        String uid = random.uid();
        ObjectValue review = ObjectValue.of(
                "kind",
                "ConversionReview",
                "apiVersion",
                "apiextensions.k8s.io/" + version,
                "request",
                ObjectValue.of("uid", uid, "desiredAPIVersion", apiVersion, "objects", ListValue.copyOf(objects)));
        ObjectValue answer;
        Span span = Steps.begun(
                "Call conversion webhook",
                () -> Map.of(
                        "custom-resource-definition", definition,
                        "desired-api-version", apiVersion,
                        "object-count", (long) objects.size(),
                        "UID", uid));
        try {
            answer = client.call(WebhookTarget.of(clientConfig), review, TIMEOUT, span);
            span.event("Request completed", Map::of);
        } catch (WebhookException e) {
            throw failed(of, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the request is given up, and its thread ends
            throw new ApiException(Reason.TIMEOUT, "conversion webhook for " + of + " failed: context canceled", e);
        } finally {
            span.end();
        }
        ObjectValue response = answer.object("response");
        if (version.equals("v1")) {
            checkIdentity(of, answer, uid);
        }
        if (!answer.has("response")) {
            throw failed(of, "no response provided");
        }
        ObjectValue result = response.object("result");
        String status = result.text("status", "");
        if (!status.equals("Success")) {
            String message = result.text("message", "");
            throw failed(
                    of, message.isEmpty() ? "response.result.status was '" + status + "', not 'Success'" : message);
        }
        return response.list("convertedObjects").objects();
    }

    private static void checkIdentity(String of, ObjectValue answer, String uid) {
        String type = answer.text("apiVersion", "") + ", Kind=" + answer.text("kind", "");
        if (!type.equals("apiextensions.k8s.io/v1, Kind=ConversionReview")) {
            throw failed(
                    of, "expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got " + type);
        }
        String answered = answer.object("response").text("uid", "");
        if (answer.has("response") && !answered.equals(uid)) {
            throw failed(of, "expected response.uid=" + GoText.quote(uid) + ", got " + GoText.quote(answered));
        }
    }

    /** Kubernetes gives no reason for these. */
    private static ApiException failure(String message) {
        return new ApiException(Reason.UNKNOWN, message);
    }

    private static ApiException failed(String of, String why) {
        return failure("conversion webhook for " + of + " failed: " + why);
    }

    private static ObjectValue checked(
            String of, int index, ObjectValue original, ObjectValue converted, String apiVersion) {
        String place = "conversion webhook for " + of + " returned invalid converted object at index " + index + ": ";
        String version = converted.text("apiVersion", "");
        if (!version.equals(apiVersion)) {
            throw failure(place + "invalid groupVersion (expected " + apiVersion + ", received " + version + ")");
        }
        String kind = original.text("kind", "");
        if (!converted.text("kind", "").equals(kind)) {
            throw failure(place + "invalid kind (expected " + kind + ", received " + converted.text("kind", "") + ")");
        }
        ObjectValue before = original.object("metadata");
        ObjectValue after = converted.object("metadata");
        for (String field : List.of("name", "namespace", "uid")) {
            String one = before.text(field, "");
            String other = after.text(field, "");
            if (!one.equals(other)) {
                String shown = field.equals("uid") ? "UID" : field;
                throw failure(place + "must have the same " + shown + ": " + one + " != " + other);
            }
        }
        ObjectValue metadata = before;
        for (String field : List.of("labels", "annotations")) {
            metadata = after.get(field) instanceof ObjectValue given
                    ? metadata.with(field, given)
                    : metadata.without(field);
        }
        return converted.with("metadata", metadata);
    }
}
