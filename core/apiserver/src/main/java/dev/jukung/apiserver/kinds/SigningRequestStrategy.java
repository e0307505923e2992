package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.Views;
import dev.jukung.schema.FieldErrors;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The rules of CertificateSigningRequests: the requester is who sent it, the spec never changes, who approves writes conditions and
 * who signs the certificate.
 */
final class SigningRequestStrategy implements Strategy {
    @Override
    public ObjectValue prepareForCreate(ObjectValue request, Context context) {
        User user = context.user();
        ObjectValue spec = request.object("spec")
                .without("uid")
                .without("extra")
                .with("username", user.name())
                .with("groups", ListValue.copyOf(user.groups()));
        if (!user.uid().isEmpty()) {
            spec = spec.with("uid", user.uid());
        }
        if (!user.extra().isEmpty()) {
            ObjectValue.Builder extra = ObjectValue.builder();
            user.extra().forEach((key, values) -> extra.set(key, ListValue.copyOf(values)));
            spec = spec.with("extra", extra.build());
        }
        return request.with("spec", spec);
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue request, ObjectValue old, Context context) {
        return request.with("spec", old.object("spec"));
    }

    /** Who signs leaves the decision as it is. */
    @Override
    public ObjectValue prepareForStatusUpdate(ObjectValue request, ObjectValue old, Context context) {
        ListValue conditions = request.object("status").list("conditions");
        for (String decision : List.of("Approved", "Denied")) {
            conditions = decided(conditions, old, decision);
        }
        return conditions.isEmpty() ? request : withConditions(request, conditions, old, context);
    }

    /** The conditions of one type as they were, unless there are more or fewer of them: that is refused later. */
    private static ListValue decided(ListValue conditions, ObjectValue old, String type) {
        List<ObjectValue> before = SigningRequestRules.conditions(old, type);
        List<Object> kept = new ArrayList<>();
        int seen = 0;
        for (ObjectValue condition : conditions.objects()) {
            boolean isOne = condition.text("type", "").equals(type);
            kept.add(isOne && seen < before.size() ? before.get(seen) : condition);
            seen += isOne ? 1 : 0;
        }
        return seen == before.size() ? ListValue.copyOf(kept) : conditions;
    }

    /** The approval subresource: of the status only the conditions count. */
    static ObjectValue approved(ObjectValue current, ObjectValue written, Context context) {
        ObjectValue merged = current.with("metadata", written.object("metadata"));
        return withConditions(merged, written.object("status").list("conditions"), current, context);
    }

    /** Conditions that do not say when they changed have changed now, or when their like did. */
    private static ObjectValue withConditions(
            ObjectValue request, ListValue conditions, ObjectValue old, Context context) {
        Object now = Views.fromTime(context.clock().now());
        List<ObjectValue> timed = new ArrayList<>();
        for (ObjectValue condition : conditions.objects()) {
            ObjectValue result = condition.has("lastUpdateTime") ? condition : condition.with("lastUpdateTime", now);
            if (!result.has("lastTransitionTime")) {
                Object changed = SigningRequestRules.conditions(old, condition.text("type", "")).stream()
                        .filter(before -> before.text("status", "").equals(condition.text("status", "")))
                        .map(before -> before.get("lastTransitionTime"))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(now);
                result = result.with("lastTransitionTime", changed);
            }
            timed.add(result);
        }
        return timed.isEmpty()
                ? request.with("status", request.object("status").without("conditions"))
                : request.withAt(ListValue.copyOf(timed), "status", "conditions");
    }

    @Override
    public void validate(ObjectValue request, FieldErrors errors) {
        new SigningRequestRules(request, ObjectValue.EMPTY, errors).whole();
    }

    @Override
    public void validateUpdate(ObjectValue request, ObjectValue old, FieldErrors errors) {
        SigningRequestRules rules = new SigningRequestRules(request, old, errors);
        rules.whole();
        rules.nothingRemoved();
    }

    @Override
    public void validateStatusUpdate(ObjectValue request, ObjectValue old, FieldErrors errors) {
        SigningRequestRules rules = new SigningRequestRules(request, old, errors);
        rules.whole();
        rules.nothingRemoved();
        rules.nothingDecided();
        rules.certificateKept();
    }

    /** Any name will do. */
    @Override
    public NameRule nameRule() {
        return NameRule.PATH_SEGMENT;
    }
}
