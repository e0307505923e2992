package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.model.ResourceType;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.Map;

/**
 * A review as one webhook wants it. Immutable.
 *
 * @param kind the version of the resource that the webhook knows
 * @param version of the AdmissionReview
 */
record Invocation(Hook hook, Kind kind, Review review, String uid, String version) {
    /** The AdmissionReview that is sent. */
    ObjectValue request() {
        Kind own = review.call().kind();
        ObjectValue.Builder request = ObjectValue.builder()
                .set("uid", uid)
                .set("kind", kindOf(kind))
                .set("resource", resourceOf(kind.type()));
        String below = review.call().subresource();
        set(request, "subResource", below);
        request.set("requestKind", kindOf(own)).set("requestResource", resourceOf(own.type()));
        set(request, "requestSubResource", below);
        set(request, "name", review.call().name());
        set(request, "namespace", review.namespace());
        request.set("operation", review.operation().name())
                .set("userInfo", userInfo(review.call().user()))
                .set("object", orNull(sent(review.object())))
                .set("oldObject", orNull(sent(review.old().orElse(ObjectValue.EMPTY))))
                .set("dryRun", review.call().rules().dryRun())
                .set("options", orNull(review.request().options()));
        return ObjectValue.of(
                "kind", "AdmissionReview", "apiVersion", "admission.k8s.io/" + version, "request", request.build());
    }

    /** What a trace tells of it. */
    Map<String, Object> attributes() {
        ResourceType<?> type = review.call().kind().type();
        String version = type.group().isEmpty() ? "/" + type.version() : type.group() + "/" + type.version();
        return Map.of(
                "configuration", hook.configuration(),
                "webhook", hook.name(),
                "resource", version + ", Resource=" + type.plural(),
                "subresource", review.call().subresource(),
                "operation", review.operation().name(),
                "UID", uid);
    }

    /** An object of the request in the form that the webhook knows. */
    ObjectValue sent(ObjectValue object) {
        Kind own = review.call().kind();
        return kind == own || object.isEmpty() || !isWhole()
                ? object
                : kind.conversion().fromStored(own.conversion().toStored(object));
    }

    /** The other way. */
    ObjectValue received(ObjectValue object) {
        Kind own = review.call().kind();
        return kind == own || !isWhole()
                ? object
                : own.conversion().fromStored(kind.conversion().toStored(object));
    }

    /** Whether the review shows objects of the kind itself, not what a subresource takes. */
    boolean isWhole() {
        return given().equals(Subresource.GroupVersionKind.OWN);
    }

    private Subresource.GroupVersionKind given() {
        return review.call().subresource().isEmpty()
                ? Subresource.GroupVersionKind.OWN
                : review.call()
                        .kind()
                        .subresource(review.call().subresource())
                        .map(Subresource::kind)
                        .orElse(Subresource.GroupVersionKind.OWN);
    }

    private ObjectValue kindOf(Kind of) {
        Subresource.GroupVersionKind given = given();
        return isWhole()
                ? group(of.type().group(), of.type().version())
                        .with("kind", of.type().kind())
                : group(given.group(), given.version()).with("kind", given.kind());
    }

    private static ObjectValue resourceOf(ResourceType<?> type) {
        return group(type.group(), type.version()).with("resource", type.plural());
    }

    private static ObjectValue group(String group, String version) {
        return ObjectValue.of("group", group, "version", version);
    }

    private static void set(ObjectValue.Builder into, String field, String text) {
        if (!text.isEmpty()) {
            into.set(field, text);
        }
    }

    private static Object orNull(ObjectValue object) {
        return object.isEmpty() ? NullValue.NULL : object;
    }

    private static ObjectValue userInfo(User user) {
        ObjectValue.Builder info = ObjectValue.builder();
        set(info, "username", user.name());
        set(info, "uid", user.uid());
        if (!user.groups().isEmpty()) {
            info.set("groups", ListValue.copyOf(user.groups()));
        }
        if (!user.extra().isEmpty()) {
            ObjectValue.Builder extra = ObjectValue.builder();
            user.extra().forEach((key, values) -> extra.set(key, ListValue.copyOf(values)));
            info.set("extra", extra.build());
        }
        return info.build();
    }
}
