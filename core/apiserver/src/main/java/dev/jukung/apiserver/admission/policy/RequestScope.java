package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission.Operation;
import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.schema.cel.CelAuthorizer;
import dev.jukung.schema.cel.CelScope;
import dev.jukung.schema.cel.PolicyExpressions;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.Optional;

/** What the expressions of policies and webhooks see of a request. Pure functions. */
public final class RequestScope {
    private RequestScope() {}

    /** For match conditions without parameters, which are not shown the namespace. */
    public static CelScope of(Review review, Kind matched, Authorizer authorizer) {
        return of(review, matched, Optional.empty(), Optional.empty(), authorizer);
    }

    /** @param matched the kind in whose version the objects are shown */
    static CelScope of(
            Review review,
            Kind matched,
            Optional<ObjectValue> param,
            Optional<ObjectValue> namespace,
            Authorizer authorizer) {
        Call call = review.call();
        Object object =
                review.operation() == Operation.DELETE || review.object().isEmpty()
                        ? NullValue.NULL
                        : converted(review, review.object(), matched);
        Object old = review.old()
                .<Object>map(stored -> converted(review, stored, matched))
                .orElse(NullValue.NULL);
        CelAuthorizer access = new PolicyAuthorizer(authorizer, call.user());
        return new CelScope()
                .set(PolicyExpressions.OBJECT, object)
                .set(PolicyExpressions.OLD_OBJECT, old)
                .set(PolicyExpressions.REQUEST, request(review, matched))
                .set(
                        PolicyExpressions.NAMESPACE,
                        namespace.<Object>map(found -> found).orElse(NullValue.NULL))
                .set(PolicyExpressions.PARAMS, param.<Object>map(found -> found).orElse(NullValue.NULL))
                .setAuthorizer(PolicyExpressions.AUTHORIZER, access)
                .setResourceCheck(
                        PolicyExpressions.REQUEST_RESOURCE,
                        access,
                        new CelAuthorizer.Access(
                                "",
                                "",
                                call.kind().type().group(),
                                call.kind().type().plural(),
                                call.subresource(),
                                call.namespace(),
                                call.name(),
                                "",
                                ""));
    }

    private static ObjectValue converted(Review review, ObjectValue object, Kind matched) {
        return isWhole(review) ? converted(object, review.call().kind(), matched) : object;
    }

    /** The object in the version of another kind of the same objects. */
    static ObjectValue converted(ObjectValue object, Kind from, Kind to) {
        if (from == to || object.isEmpty()) {
            return object;
        }
        return to.conversion()
                .fromStored(from.conversion().toStored(object))
                .with("apiVersion", to.type().apiVersion())
                .with("kind", to.type().kind());
    }

    /** Whether the request is about objects of the kind itself, not about what a subresource takes. */
    static boolean isWhole(Review review) {
        return review.call().subresource().isEmpty()
                || review.call()
                        .kind()
                        .subresource(review.call().subresource())
                        .map(Subresource::kind)
                        .orElse(Subresource.GroupVersionKind.OWN)
                        .equals(Subresource.GroupVersionKind.OWN);
    }

    private static ObjectValue request(Review review, Kind matched) {
        Call call = review.call();
        Kind own = call.kind();
        ObjectValue request = ObjectValue.of(
                        "kind", kind(matched),
                        "resource", resource(matched),
                        "requestKind", kind(own),
                        "requestResource", resource(own),
                        "operation", review.operation().name())
                .with("userInfo", user(call))
                .with("dryRun", call.rules().dryRun());
        ObjectValue options = review.request().options();
        request = options.isEmpty() ? request : request.with("options", options);
        request = call.subresource().isEmpty()
                ? request
                : request.with("subResource", call.subresource()).with("requestSubResource", call.subresource());
        request = call.name().isEmpty() ? request : request.with("name", call.name());
        return call.namespace().isEmpty() ? request : request.with("namespace", call.namespace());
    }

    private static ObjectValue kind(Kind kind) {
        return ObjectValue.of(
                "group", kind.type().group(),
                "version", kind.type().version(),
                "kind", kind.type().kind());
    }

    private static ObjectValue resource(Kind kind) {
        return ObjectValue.of(
                "group", kind.type().group(),
                "version", kind.type().version(),
                "resource", kind.type().plural());
    }

    private static ObjectValue user(Call call) {
        ObjectValue.Builder extra = ObjectValue.builder();
        call.user().extra().forEach((key, values) -> extra.set(key, ListValue.copyOf(values)));
        ObjectValue user = ObjectValue.of(
                "username",
                call.user().name(),
                "groups",
                ListValue.copyOf(call.user().groups()));
        user = call.user().uid().isEmpty() ? user : user.with("uid", call.user().uid());
        ObjectValue all = extra.build();
        return all.isEmpty() ? user : user.with("extra", all);
    }
}
