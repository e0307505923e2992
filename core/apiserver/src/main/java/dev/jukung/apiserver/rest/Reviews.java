package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.TokenAuthenticator;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.authorization.PolicyRule;
import dev.jukung.apiserver.authorization.RuleResolver;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Ownership;
import dev.jukung.base.Clock;
import dev.jukung.model.Views;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
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

    private final TokenAuthenticator tokens;
    private final AccessReviews access;
    private final RuleResolver rules;
    private final List<String> audiences;
    private final Ownership ownership;
    private final Clock clock;

    /** @param ownership notes who asks, as for an object that is stored */
    public Reviews(
            TokenAuthenticator tokens,
            Authorizer authorizer,
            RuleResolver rules,
            List<String> audiences,
            Ownership ownership,
            Clock clock) {
        this.tokens = tokens;
        this.access = new AccessReviews(authorizer);
        this.rules = rules;
        this.audiences = audiences;
        this.ownership = ownership;
        this.clock = clock;
    }

    public static boolean isReview(Kind kind) {
        return RESOURCES.contains(kind.type().plural()) && kind.type().group().endsWith(".k8s.io");
    }

    public ObjectValue answer(Call call, ObjectValue review) throws InterruptedException {
        ObjectValue spec = review.object("spec");
        ObjectValue typed = ObjectValue.of(
                "kind", call.kind().type().kind(),
                "apiVersion", call.kind().type().apiVersion());
        ObjectValue metadata = review.object("metadata");
        ObjectValue asked = typed.with("metadata", metadata).with("spec", spec);
        return switch (call.kind().type().plural()) {
            case "tokenreviews" -> owned(call, asked).with("status", token(spec));
            case "selfsubjectreviews" ->
                typed.with("metadata", ObjectValue.of("creationTimestamp", Views.fromTime(clock.now())))
                        .with("status", ObjectValue.of("userInfo", UserInfo.tree(call.user())));
            case "selfsubjectaccessreviews" -> owned(call, asked).with("status", access.aboutSelf(call.user(), review));
            case "selfsubjectrulesreviews" ->
                typed.with("metadata", ObjectValue.EMPTY)
                        .with("spec", ObjectValue.EMPTY)
                        .with("status", rules(call.user(), spec.text("namespace", "")));
            case "localsubjectaccessreviews" ->
                owned(call, asked.with("metadata", metadata.with("namespace", call.namespace())))
                        .with("status", access.aboutSubject(review, Optional.of(call.namespace())));
            default -> owned(call, asked).with("status", access.aboutSubject(review, Optional.empty()));
        };
    }

    private ObjectValue owned(Call call, ObjectValue asked) {
        return ownership.written(call, Optional.empty(), asked);
    }

    private ObjectValue token(ObjectValue spec) throws InterruptedException {
        String token = spec.text("token", "");
        if (token.isEmpty()) {
            throw Failures.badRequest("token is required for TokenReview in authentication");
        }
        List<String> wanted = spec.list("audiences").isEmpty()
                ? audiences
                : spec.list("audiences").texts();
        return switch (tokens.identify(token, wanted)) {
            case TokenAuthenticator.Verdict.Known(User user, List<String> accepted) -> {
                ObjectValue status =
                        ObjectValue.of("authenticated", true, "user", UserInfo.tree(user.withAuthenticated()));
                yield accepted.isEmpty() ? status : status.with("audiences", ListValue.copyOf(accepted));
            }
            case TokenAuthenticator.Verdict.Unknown() -> refused("invalid bearer token");
            case TokenAuthenticator.Verdict.Bad(String why) -> refused("[invalid bearer token, " + why + "]");
        };
    }

    private static ObjectValue refused(String why) {
        return ObjectValue.of("user", ObjectValue.EMPTY, "error", why);
    }

    private ObjectValue rules(User user, String namespace) {
        if (namespace.isEmpty()) {
            throw Failures.badRequest("no namespace on request");
        }
        RuleResolver.Resolved resolved = rules.rules(user, namespace);
        ListValue resources = ListValue.EMPTY;
        ListValue paths = ListValue.EMPTY;
        for (PolicyRule rule : resolved.rules()) {
            ObjectValue tree = rule.tree();
            if (!rule.resources().isEmpty()) {
                resources = resources.plus(tree.without("nonResourceURLs"));
            }
            if (!rule.paths().isEmpty()) {
                paths = paths.plus(
                        ObjectValue.of("verbs", tree.list("verbs"), "nonResourceURLs", tree.list("nonResourceURLs")));
            }
        }
        ObjectValue status = ObjectValue.of(
                "resourceRules", resources, "nonResourceRules", paths, "incomplete", resolved.incomplete());
        return resolved.errors().isEmpty()
                ? status
                : status.with("evaluationError", Authorizer.aggregate(resolved.errors()));
    }
}
