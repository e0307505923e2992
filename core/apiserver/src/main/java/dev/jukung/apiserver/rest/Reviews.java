package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authenticator;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.PolicyRule;
import dev.jukung.apiserver.auth.RoleBasedAuthorizer;
import dev.jukung.apiserver.auth.ServiceAccountAuthenticator;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The kinds that are questions: who is behind a token, may somebody do something. They are answered, never stored
 * (authentication.k8s.io/v1 and authorization.k8s.io/v1). Thread-safe.
 */
public final class Reviews {
    private static final Set<String> RESOURCES = Set.of(
            "tokenreviews",
            "selfsubjectreviews",
            "subjectaccessreviews",
            "selfsubjectaccessreviews",
            "localsubjectaccessreviews",
            "selfsubjectrulesreviews");

    private final ServiceAccountAuthenticator tokens;
    private final Authorizer authorizer;
    private final RoleBasedAuthorizer roles;
    private final List<String> audiences;

    public Reviews(
            ServiceAccountAuthenticator tokens,
            Authorizer authorizer,
            RoleBasedAuthorizer roles,
            List<String> audiences) {
        this.tokens = tokens;
        this.authorizer = authorizer;
        this.roles = roles;
        this.audiences = audiences;
    }

    public static boolean isReview(Kind kind) {
        return RESOURCES.contains(kind.type().plural()) && kind.type().group().endsWith(".k8s.io");
    }

    public ObjectValue answer(Call call, ObjectValue review) {
        ObjectValue spec = review.object("spec");
        ObjectValue typed = ObjectValue.of(
                "kind", call.kind().type().kind(),
                "apiVersion", call.kind().type().apiVersion(),
                "metadata", review.object("metadata"));
        ObjectValue asked = review.has("spec") ? typed.with("spec", spec) : typed;
        return switch (call.kind().type().plural()) {
            case "tokenreviews" -> asked.with("status", token(spec));
            case "selfsubjectreviews" -> typed.with("status", ObjectValue.of("userInfo", userInfo(call.user())));
            case "selfsubjectaccessreviews" -> asked.with("status", access(call.user(), spec));
            case "selfsubjectrulesreviews" -> asked.with("status", rules(call.user(), spec.text("namespace", "")));
            case "localsubjectaccessreviews" -> {
                String namespace = spec.object("resourceAttributes").text("namespace", "");
                if (!namespace.equals(call.namespace())) {
                    throw Failures.badRequest(
                            "spec.resourceAttributes.namespace must match namespace: " + call.namespace());
                }
                yield asked.with("status", access(user(spec), spec));
            }
            default -> asked.with("status", access(user(spec), spec));
        };
    }

    private ObjectValue token(ObjectValue spec) {
        List<String> wanted = spec.list("audiences").isEmpty()
                ? audiences
                : spec.list("audiences").texts();
        return switch (tokens.identify(spec.text("token", ""), wanted)) {
            case Authenticator.Identity.Known(User user) ->
                ObjectValue.of("authenticated", true, "user", userInfo(user), "audiences", ListValue.copyOf(wanted));
            case Authenticator.Identity.Absent() -> ObjectValue.of("user", ObjectValue.EMPTY);
            case Authenticator.Identity.Bad(String why) ->
                ObjectValue.of("user", ObjectValue.EMPTY, "error", "[invalid bearer token, " + why + "]");
        };
    }

    private static ObjectValue userInfo(User user) {
        ObjectValue info = ObjectValue.of("username", user.name());
        info = user.uid().isEmpty() ? info : info.with("uid", user.uid());
        info = info.with("groups", ListValue.copyOf(user.groups()));
        ObjectValue extra = ObjectValue.EMPTY;
        for (Map.Entry<String, List<String>> entry : new java.util.TreeMap<>(user.extra()).entrySet()) {
            extra = extra.with(entry.getKey(), ListValue.copyOf(entry.getValue()));
        }
        return extra.isEmpty() ? info : info.with("extra", extra);
    }

    private static User user(ObjectValue spec) {
        Map<String, List<String>> extra = new HashMap<>();
        spec.object("extra").forEach((key, values) -> extra.put(key, ((ListValue) values).texts()));
        return new User(
                spec.text("user", ""), spec.text("uid", ""), spec.list("groups").texts(), extra);
    }

    private ObjectValue access(User user, ObjectValue spec) {
        ObjectValue resource = spec.object("resourceAttributes");
        ObjectValue path = spec.object("nonResourceAttributes");
        if (spec.has("resourceAttributes") == spec.has("nonResourceAttributes")) {
            throw Failures.badRequest("exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }
        Attributes attributes = spec.has("resourceAttributes")
                ? new Attributes(
                        user,
                        resource.text("verb", ""),
                        resource.text("group", ""),
                        resource.text("version", ""),
                        resource.text("resource", ""),
                        resource.text("subresource", ""),
                        resource.text("namespace", ""),
                        resource.text("name", ""),
                        "")
                : Attributes.path(user, path.text("verb", ""), path.text("path", ""));
        return switch (authorizer.decide(attributes)) {
            case Authorizer.Decision.Allow(String reason) -> reasoned(ObjectValue.of("allowed", true), reason);
            case Authorizer.Decision.Deny(String reason) ->
                reasoned(ObjectValue.of("allowed", false, "denied", true), reason);
            case Authorizer.Decision.NoOpinion(String reason) -> reasoned(ObjectValue.of("allowed", false), reason);
        };
    }

    private static ObjectValue reasoned(ObjectValue status, String reason) {
        return reason.isEmpty() ? status : status.with("reason", reason);
    }

    private ObjectValue rules(User user, String namespace) {
        if (namespace.isEmpty()) {
            throw Failures.badRequest("no namespace on request");
        }
        ListValue resources = ListValue.EMPTY;
        ListValue paths = ListValue.EMPTY;
        List<PolicyRule> all = new ArrayList<>();
        if (user.in(User.MASTERS)) {
            all.add(new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()));
            all.add(new PolicyRule(List.of("*"), List.of(), List.of(), List.of(), List.of("*")));
        }
        all.addAll(roles.rules(user, namespace));
        for (PolicyRule rule : all) {
            ObjectValue verbs = ObjectValue.of("verbs", ListValue.copyOf(rule.verbs()));
            if (!rule.paths().isEmpty()) {
                paths = paths.plus(verbs.with("nonResourceURLs", ListValue.copyOf(rule.paths())));
            } else {
                ObjectValue shown = verbs.with("apiGroups", ListValue.copyOf(rule.groups()))
                        .with("resources", ListValue.copyOf(rule.resources()));
                resources = resources.plus(
                        rule.names().isEmpty() ? shown : shown.with("resourceNames", ListValue.copyOf(rule.names())));
            }
        }
        return ObjectValue.of("resourceRules", resources, "nonResourceRules", paths, "incomplete", false);
    }
}
