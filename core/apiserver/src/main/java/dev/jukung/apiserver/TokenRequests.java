package dev.jukung.apiserver;

import dev.jukung.apiserver.authentication.ServiceAccountConfig;
import dev.jukung.apiserver.authentication.TokenIssuer;
import dev.jukung.apiserver.kinds.ServiceAccountTokens;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Randomness;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.Views;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code authentication.k8s.io/v1 TokenRequest}: tokens for ServiceAccounts, bound to a Pod, Secret or Node if asked for,
 * and always expiring. Thread-safe.
 */
record TokenRequests(TokenIssuer issuer, ServiceAccountConfig config, Randomness random)
        implements ServiceAccountTokens {
    private static final String GROUP = "authentication.k8s.io";
    private static final String KIND = "TokenRequest";
    private static final long SHORTEST_SECONDS = 600;
    private static final long LONGEST_SECONDS = 1L << 32;
    private static final long USUAL_SECONDS = 3600;

    /** Kubelets ask for this life, so that it tells old readers, which never reload their token, from others. */
    private static final long EXTENDED_FROM_SECONDS = 3607;

    private static final Duration EXTENDED = Duration.ofDays(365);

    @Override
    public ObjectValue request(Verbs verbs, Call call, ObjectValue asked) {
        ObjectValue metadata = asked.object("metadata");
        requireSame(call, metadata, "name", call.name());
        requireSame(call, metadata, "namespace", call.namespace());
        ObjectValue account = verbs.get(call.below("")).tree();
        String uid = account.object("metadata").text("uid", "");
        String askedUid = metadata.text("uid", "");
        if (!askedUid.isEmpty() && !askedUid.equals(uid)) {
            throw conflict(
                    KIND + "." + GROUP,
                    GROUP,
                    KIND,
                    call.name(),
                    "the UID in the token request (" + askedUid + ") does not match the UID of the service account ("
                            + uid + ")");
        }
        ObjectValue spec = asked.object("spec");
        long seconds = spec.integer("expirationSeconds", USUAL_SECONDS);
        checkLife(seconds);
        ObjectValue holder = ObjectValue.of("namespace", call.namespace(), "serviceaccount", reference(account));
        ObjectValue bound = spec.get("boundObjectRef") instanceof ObjectValue reference
                ? bound(verbs, call, holder, reference)
                : holder;
        Optional<Duration> longest = config.longest();
        if (longest.isPresent() && seconds > longest.get().toSeconds()) {
            call.warn("requested expiration of " + seconds + " seconds shortened to "
                    + longest.get().toSeconds() + " seconds");
            seconds = longest.get().toSeconds();
        }
        List<String> audiences = spec.list("audiences").isEmpty()
                ? config.audiences()
                : spec.list("audiences").texts();
        Instant now = verbs.writer().now();
        String token = token(call, bound, audiences, seconds, now);
        ObjectValue answeredMetadata = metadata.with("name", call.name())
                .with("namespace", call.namespace())
                .with("uid", uid)
                .with("creationTimestamp", Views.fromTime(now));
        return ObjectValue.of(
                "kind",
                KIND,
                "apiVersion",
                GROUP + "/v1",
                "metadata",
                answeredMetadata,
                "spec",
                answered(spec, audiences, seconds),
                "status",
                ObjectValue.of("token", token, "expirationTimestamp", Views.fromTime(now.plusSeconds(seconds))));
    }

    /** The spec as Kubernetes writes it: what is bound is there also where there is nothing. */
    private static ObjectValue answered(ObjectValue spec, List<String> audiences, long seconds) {
        Object bound = spec.get("boundObjectRef");
        return ObjectValue.of(
                "audiences",
                ListValue.copyOf(audiences),
                "expirationSeconds",
                seconds,
                "boundObjectRef",
                bound == null ? NullValue.NULL : bound);
    }

    private String token(Call call, ObjectValue bound, List<String> audiences, long seconds, Instant now) {
        Duration life = Duration.ofSeconds(seconds);
        ObjectValue claims = bound;
        if (config.extend()
                && bound.has("pod")
                && seconds == EXTENDED_FROM_SECONDS
                && config.audiences().containsAll(audiences)) {
            claims = bound.with("warnafter", now.plus(life).getEpochSecond());
            life = config.longest()
                    .filter(longest -> longest.compareTo(EXTENDED) < 0)
                    .orElse(EXTENDED);
        }
        String subject = "system:serviceaccount:" + call.namespace() + ":" + call.name();
        return issuer.sign(subject, audiences, claims, life, random.uid());
    }

    private static void requireSame(Call call, ObjectValue metadata, String field, String expected) {
        String given = metadata.text(field, "");
        if (!given.isEmpty() && !given.equals(expected)) {
            throw invalid(
                    call.name(),
                    FieldError.invalid(
                            FieldPath.of("metadata", field),
                            given,
                            "must match the service account " + field + " if specified"));
        }
    }

    private static void checkLife(long seconds) {
        FieldPath at = FieldPath.of("spec", "expirationSeconds");
        if (seconds < SHORTEST_SECONDS) {
            throw invalid("", FieldError.invalid(at, seconds, "may not specify a duration less than 10 minutes"));
        }
        if (seconds > LONGEST_SECONDS) {
            throw invalid("", FieldError.invalid(at, seconds, "may not specify a duration larger than 2^32 seconds"));
        }
    }

    private static ApiException invalid(String name, FieldError error) {
        FieldErrors errors = new FieldErrors().add(error);
        ObjectValue details = name.isEmpty() ? ObjectValue.EMPTY : ObjectValue.of("name", name);
        return new ApiException(
                Reason.INVALID,
                422,
                KIND + "." + GROUP + " \"" + name + "\" is invalid: " + errors.message(),
                details.with("group", GROUP).with("kind", KIND).with("causes", errors.causes()));
    }

    private static ApiException conflict(String subject, String group, String kind, String name, String why) {
        ObjectValue details = ObjectValue.of("name", name);
        return new ApiException(
                Reason.CONFLICT,
                409,
                "Operation cannot be fulfilled on " + subject + " \"" + name + "\": " + why,
                (group.isEmpty() ? details : details.with("group", group)).with("kind", kind));
    }

    private static ObjectValue bound(Verbs verbs, Call call, ObjectValue holder, ObjectValue reference) {
        String version = reference.text("apiVersion", "");
        String kindName = reference.text("kind", "");
        String name = reference.text("name", "");
        Optional<ResourceType<?>> type = version.contains("/")
                ? Optional.empty()
                : switch (kindName) {
                    case "Pod" -> Optional.of(Resources.PODS);
                    case "Secret" -> Optional.of(Resources.SECRETS);
                    case "Node" -> Optional.of(Resources.NODES);
                    default -> Optional.empty();
                };
        Kind kind = verbs.writer()
                .kinds()
                .get(type.orElseThrow(() -> Failures.badRequest("cannot bind token to object of type "
                        + (version.contains("/") ? version : "/" + version) + ", Kind=" + kindName)));
        String namespace = kind.type().namespaced() ? call.namespace() : "";
        ObjectValue object =
                verbs.reader().get(kind, new ObjectKey(namespace, name)).tree();
        if (kindName.equals("Pod")
                && !object.object("spec").text("serviceAccountName", "").equals(call.name())) {
            throw Failures.badRequest("cannot bind token for serviceaccount \"" + call.name()
                    + "\" to pod running with different serviceaccount name.");
        }
        String uid = reference.text("uid", "");
        if (!uid.isEmpty() && !uid.equals(object.object("metadata").text("uid", ""))) {
            throw conflict(
                    kindName,
                    "",
                    kindName,
                    name,
                    "the UID in the bound object reference (" + uid
                            + ") does not match the UID in record. The object might have been deleted and then recreated");
        }
        ObjectValue bound = holder.with(kindName.toLowerCase(Locale.ROOT), reference(object));
        String node = kindName.equals("Pod") ? object.object("spec").text("nodeName", "") : "";
        if (node.isEmpty()) {
            return bound;
        }
        Kind nodes = verbs.writer().kinds().get(Resources.NODES);
        return verbs.reader()
                .find(nodes, ObjectKey.of(node))
                .map(found -> bound.with("node", reference(found.tree())))
                .orElse(bound.with("node", ObjectValue.of("name", node)));
    }

    private static ObjectValue reference(ObjectValue object) {
        return ObjectValue.of(
                "name",
                object.object("metadata").text("name", ""),
                "uid",
                object.object("metadata").text("uid", ""));
    }
}
