package dev.jukung.kubelet.server;

import dev.jukung.base.Clock;
import dev.jukung.http.Request;
import dev.jukung.model.Resources;
import dev.jukung.model.authentication.v1.TokenReview;
import dev.jukung.model.authorization.v1.SubjectAccessReview;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may use the kubelet's server: client certificates of the cluster's authority and tokens that the API server knows
 * (TokenReview), for what the API server allows (SubjectAccessReview), unless {@link ServerAccess} says otherwise. Thread-safe.
 */
final class AccessControl {
    private static final Logger LOG = LoggerFactory.getLogger(AccessControl.class);
    private static final int ANSWERS_MAX = 1000;
    private static final String BEARER = "bearer ";

    private record Question(Subject subject, String verb, String subresource) {}

    private final ApiClient client;
    private final String nodeName;
    private final RecentAnswers<String, Subject> tokens; // by digest: tokens themselves are not kept
    private final ServerAccess settings;
    private final RecentAnswers<Question, Boolean> allowed;
    private final RecentAnswers<Question, Boolean> refused;

    AccessControl(ApiClient client, String nodeName, ServerAccess settings, Clock clock) {
        this.client = client;
        this.nodeName = nodeName;
        this.settings = settings;
        this.tokens = new RecentAnswers<>(ANSWERS_MAX, settings.tokensFor(), clock);
        this.allowed = new RecentAnswers<>(ANSWERS_MAX, settings.allowedFor(), clock);
        this.refused = new RecentAnswers<>(ANSWERS_MAX, settings.refusedFor(), clock);
    }

    /** Throws unless the request comes from somebody who may do what it asks for. */
    void check(Request request) throws RefusedException, InterruptedException {
        Subject subject = subject(request).orElseThrow(() -> new RefusedException(401, "Unauthorized"));
        if (!settings.asked()) {
            return;
        }
        NodeAccess access = NodeAccess.of(request);
        for (String subresource : access.subresources()) {
            if (allowed(new Question(subject, access.verb(), subresource))) {
                return;
            }
        }
        throw new RefusedException(
                403,
                "Forbidden (user=" + subject.name() + ", verb=" + access.verb() + ", resource=nodes, subresource(s)=["
                        + String.join(" ", access.subresources()) + "])\n");
    }

    private Optional<Subject> subject(Request request) throws InterruptedException {
        if (request.certificateError().isEmpty() && !request.certificates().isEmpty()) {
            Optional<Subject> certified = Subject.of(request.certificates().getFirst());
            if (certified.isPresent()) {
                return certified;
            }
        }
        Optional<String> token = request.header("Authorization")
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()).strip())
                .filter(value -> !value.isEmpty());
        if (token.isPresent() && settings.tokens()) {
            return owner(token.get());
        }
        return settings.anonymous() ? Optional.of(Subject.ANONYMOUS) : Optional.empty();
    }

    private Optional<Subject> owner(String token) throws InterruptedException {
        String digest = digest(token);
        Optional<Subject> known = tokens.find(digest);
        if (known.isPresent()) {
            return known;
        }
        ObjectValue status;
        try {
            status = client.create(
                            Resources.TOKENREVIEWS,
                            new TokenReview(ObjectValue.of(
                                    "apiVersion",
                                    "authentication.k8s.io/v1",
                                    "kind",
                                    "TokenReview",
                                    "spec",
                                    ObjectValue.of("token", token))))
                    .tree()
                    .object("status");
        } catch (ApiException e) {
            LOG.warn("Unable to authenticate the request due to an error: {}", e.getMessage());
            return Optional.empty();
        }
        if (!status.flag("authenticated", false)) {
            return Optional.empty();
        }
        Subject subject = Subject.of(status.object("user"));
        tokens.put(digest, subject);
        return Optional.of(subject);
    }

    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private boolean allowed(Question question) throws RefusedException, InterruptedException {
        Optional<Boolean> known = allowed.find(question).or(() -> refused.find(question));
        if (known.isPresent()) {
            return known.get();
        }
        ObjectValue resource = ObjectValue.of(
                "verb",
                question.verb(),
                "version",
                "v1",
                "resource",
                "nodes",
                "subresource",
                question.subresource(),
                "name",
                nodeName);
        ObjectValue spec = question.subject().spec().with("resourceAttributes", resource);
        try {
            boolean may = client.create(
                            Resources.SUBJECTACCESSREVIEWS,
                            new SubjectAccessReview(ObjectValue.of(
                                    "apiVersion", "authorization.k8s.io/v1",
                                    "kind", "SubjectAccessReview",
                                    "spec", spec)))
                    .tree()
                    .object("status")
                    .flag("allowed", false);
            (may ? allowed : refused).put(question, may);
            return may;
        } catch (ApiException e) {
            LOG.warn("Authorization error of {}: {}", question, e.getMessage());
            throw new RefusedException(
                    500,
                    "Authorization error (user=" + question.subject().name() + ", verb=" + question.verb()
                            + ", resource=nodes, subresource=" + question.subresource() + ")",
                    e);
        }
    }
}
