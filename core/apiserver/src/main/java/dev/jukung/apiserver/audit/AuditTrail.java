package dev.jukung.apiserver.audit;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.http.Request;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known so far of one request, from which its events are made. Every layer that a request passes may add to it
 * by {@link #annotate}; where nothing is audited that costs nothing. Confined to the request's thread.
 */
public final class AuditTrail {
    /** The id of the request that the calling thread serves. */
    public static final ScopedValue<String> ID = ScopedValue.newInstance();

    /** The trail of the request that the calling thread serves; not bound where nothing is recorded. */
    public static final ScopedValue<AuditTrail> CURRENT = ScopedValue.newInstance();

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final int USER_AGENT_MAX = 1_024;

    private final String id;
    private final Instant received;
    private final Map<String, String> annotations = new TreeMap<>();
    private AuditPolicy.Verdict verdict = new AuditPolicy.Verdict(Level.METADATA, Set.of(), false);
    private ObjectValue head = ObjectValue.EMPTY;
    private ObjectValue reference = ObjectValue.EMPTY;
    private @Nullable ObjectValue impersonated;
    private @Nullable ObjectValue status;
    private @Nullable Object requestObject;
    private @Nullable Object responseObject;
    private boolean begun;
    private boolean panicked;

    AuditTrail(String id, Instant received) {
        this.id = id;
        this.received = received;
    }

    /** Adds to the record of the current request; what was said first under a key stays. */
    public static void annotate(String key, String value) {
        if (CURRENT.isBound()) {
            CURRENT.get().add(key, value);
        }
    }

    /** What authorization thought of the current request. */
    public static void authorized(Authorizer.Decision decision) {
        annotate("authorization.k8s.io/decision", decision instanceof Authorizer.Decision.Allow ? "allow" : "forbid");
        annotate("authorization.k8s.io/reason", decision.reason());
    }

    public void add(String key, String value) {
        String known = annotations.putIfAbsent(key, value);
        if (known != null && !known.equals(value)) {
            LOG.warn(
                    "Failed to set annotations[\"{}\"] to \"{}\" for audit:\"{}\", it has already been set to \"{}\"",
                    key,
                    value,
                    id,
                    known);
        }
    }

    /** The object of the request, as it was decoded; a patch as it came. */
    public static void requested(Object object) {
        if (CURRENT.isBound()) {
            CURRENT.get().request(object);
        }
    }

    private void request(Object object) {
        if (object instanceof ObjectValue tree && tree.has("kind")) {
            ObjectValue metadata = tree.object("metadata");
            for (String field : List.of("namespace", "name", "uid", "resourceVersion")) {
                String value = metadata.text(field, "");
                if (!value.isEmpty() && !reference.has(field)) {
                    reference = reference.with(field, value);
                }
            }
        }
        if (verdict.level().includes(Level.REQUEST) && requestObject == null) {
            requestObject = withoutOmitted(object);
        }
    }

    /** The user that the request acts as, where that is another one than who sent it. */
    public static void impersonated(User user) {
        if (CURRENT.isBound()) {
            CURRENT.get().impersonated = user(user);
        }
    }

    /** Something broke that should not have; the answer says as much. */
    public static void panicked(Throwable bug) {
        if (CURRENT.isBound()) {
            AuditTrail trail = CURRENT.get();
            trail.panicked = true;
            trail.status = ObjectValue.of(
                    "metadata",
                    ObjectValue.EMPTY,
                    "status",
                    "Failure",
                    "message",
                    "APIServer panic'd: " + bug,
                    "reason",
                    "InternalError",
                    "code",
                    500L);
        }
    }

    String id() {
        return id;
    }

    Instant received() {
        return received;
    }

    /** Whether the policy was asked; not so where nobody could be identified. */
    boolean begun() {
        return begun;
    }

    boolean hasPanicked() {
        return panicked;
    }

    boolean wants(Stage stage) {
        return verdict.level() != Level.NONE && !verdict.omitted().contains(stage);
    }

    boolean wantsResponse() {
        return verdict.level().includes(Level.REQUEST_RESPONSE);
    }

    /** Where a request came from. */
    public record Source(String uri, String userAgent, List<String> addresses) {
        static Source of(Request request) {
            return new Source(request.target(), request.header("User-Agent").orElse(""), SourceAddresses.of(request));
        }
    }

    void begin(AuditPolicy.Verdict decided, Source source, Attributes asked, Optional<User> user) {
        begun = true;
        verdict = decided;
        String agent = source.userAgent();
        agent = agent.length() > USER_AGENT_MAX ? agent.substring(0, USER_AGENT_MAX) + "...TRUNCATED" : agent;
        head = ObjectValue.of(
                "requestURI",
                source.uri(),
                "verb",
                asked.verb(),
                "user",
                user.map(AuditTrail::user).orElse(ObjectValue.EMPTY),
                "sourceIPs",
                ListValue.copyOf(source.addresses()));
        if (!agent.isEmpty()) {
            head = head.with("userAgent", agent);
        }
        if (asked.forResource()) {
            reference = set(reference, "resource", asked.resource());
            reference = set(reference, "namespace", asked.namespace());
            reference = set(reference, "name", asked.name());
            reference = set(reference, "apiGroup", asked.group());
            reference = set(reference, "apiVersion", asked.version());
            reference = set(reference, "subresource", asked.subresource());
        }
    }

    private static ObjectValue set(ObjectValue object, String field, String value) {
        return value.isEmpty() ? object : object.with(field, value);
    }

    private static ObjectValue user(User user) {
        ObjectValue value = ObjectValue.of("username", user.name());
        value = set(value, "uid", user.uid());
        if (!user.groups().isEmpty()) {
            value = value.with("groups", ListValue.copyOf(user.groups()));
        }
        if (!user.extra().isEmpty()) {
            ObjectValue.Builder extra = ObjectValue.builder();
            new TreeMap<>(user.extra()).forEach((key, values) -> extra.set(key, ListValue.copyOf(values)));
            value = value.with("extra", extra.build());
        }
        return value;
    }

    /** @param answer the decoded content of the answer, where it is wanted or a Status */
    void answered(int code, Optional<ObjectValue> answer) {
        if (panicked) {
            return;
        }
        ObjectValue said = ObjectValue.of("metadata", ObjectValue.EMPTY);
        Optional<ObjectValue> given =
                answer.filter(tree -> tree.text("kind", "").equals("Status"));
        for (String field : List.of("status", "message", "reason", "details")) {
            Object value = given.map(tree -> tree.get(field)).orElse(null);
            said = value == null ? said : said.with(field, value);
        }
        status = said.with("code", (long) code);
        if (wantsResponse()) {
            answer.ifPresent(tree -> responseObject = withoutOmitted(tree));
        }
    }

    private Object withoutOmitted(Object object) {
        return verdict.omitManagedFields() && object instanceof ObjectValue tree
                ? ManagedFieldsRemoval.of(tree)
                : object;
    }

    AuditEvent event(Stage stage, Instant now) {
        ObjectValue.Builder event = ObjectValue.builder()
                .set("kind", "Event")
                .set("apiVersion", "audit.k8s.io/v1")
                .set("level", verdict.level().text())
                .set("auditID", id)
                .set("stage", stage.text());
        for (String field : List.of("requestURI", "verb", "user")) {
            set(event, field, head.get(field));
        }
        set(event, "impersonatedUser", impersonated);
        set(event, "sourceIPs", head.get("sourceIPs"));
        set(event, "userAgent", head.get("userAgent"));
        set(event, "objectRef", reference.isEmpty() ? null : reference);
        set(event, "responseStatus", status);
        set(event, "requestObject", requestObject);
        set(event, "responseObject", responseObject);
        event.set("requestReceivedTimestamp", MicroTime.of(received))
                .set("stageTimestamp", MicroTime.of(stage == Stage.REQUEST_RECEIVED ? received : now));
        if (!annotations.isEmpty()) {
            ObjectValue.Builder said = ObjectValue.builder();
            annotations.forEach(said::set);
            event.set("annotations", said.build());
        }
        return new AuditEvent(event.build());
    }

    private static void set(ObjectValue.Builder event, String field, @Nullable Object value) {
        if (value != null) {
            event.set(field, value);
        }
    }
}
