package dev.jukung.apiserver;

import dev.jukung.apiserver.auth.TokenIssuer;
import dev.jukung.apiserver.kinds.ServiceAccountTokens;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Randomness;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.Views;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code authentication.k8s.io/v1 TokenRequest}: tokens for ServiceAccounts, bound to a Pod, Secret or Node if asked for,
 * and always expiring. Thread-safe.
 *
 * @param longest the life that a token may be asked for
 */
record TokenRequests(TokenIssuer issuer, List<String> audiences, Duration longest, Randomness random)
        implements ServiceAccountTokens {
    private static final Duration SHORTEST = Duration.ofMinutes(10);
    private static final Duration USUAL = Duration.ofHours(1);

    @Override
    public ObjectValue request(Verbs verbs, Call call, ObjectValue tokenRequest) {
        ObjectValue account = verbs.get(call.below("")).tree();
        ObjectValue spec = tokenRequest.object("spec");
        Duration life = life(call, spec);
        List<String> wanted = spec.list("audiences").isEmpty()
                ? audiences
                : spec.list("audiences").texts();
        ObjectValue holder = ObjectValue.of(
                "namespace", call.namespace(),
                "serviceaccount", reference(account));
        if (spec.get("boundObjectRef") instanceof ObjectValue bound) {
            holder = bound(verbs, call, holder, bound);
        }
        String subject = "system:serviceaccount:" + call.namespace() + ":" + call.name();
        String token = issuer.sign(subject, wanted, holder, Optional.of(life), random.uid());
        ObjectValue answeredSpec =
                spec.with("audiences", ListValue.copyOf(wanted)).with("expirationSeconds", life.toSeconds());
        return ObjectValue.of(
                "kind",
                "TokenRequest",
                "apiVersion",
                "authentication.k8s.io/v1",
                "metadata",
                ObjectValue.of("name", call.name(), "namespace", call.namespace()),
                "spec",
                answeredSpec,
                "status",
                ObjectValue.of(
                        "token",
                        token,
                        "expirationTimestamp",
                        Views.fromTime(verbs.writer().now().plus(life))));
    }

    private Duration life(Call call, ObjectValue spec) {
        long seconds = spec.integer("expirationSeconds", USUAL.toSeconds());
        if (seconds < SHORTEST.toSeconds()) {
            throw Failures.badRequest("TokenRequest.authentication.k8s.io \"" + call.name()
                    + "\" is invalid: spec.expirationSeconds: Invalid value: " + seconds
                    + ": may not specify a duration less than 10 minutes");
        }
        return seconds > longest.toSeconds() ? longest : Duration.ofSeconds(seconds);
    }

    private static ObjectValue bound(Verbs verbs, Call call, ObjectValue holder, ObjectValue reference) {
        Kind kind =
                switch (reference.text("kind", "")) {
                    case "Pod" -> verbs.writer().kinds().get(Resources.PODS);
                    case "Secret" -> verbs.writer().kinds().get(Resources.SECRETS);
                    case "Node" -> verbs.writer().kinds().get(Resources.NODES);
                    default ->
                        throw Failures.badRequest("cannot bind token to object of type "
                                + reference.text("apiVersion", "") + ", Kind=" + reference.text("kind", ""));
                };
        String namespace = kind.type().namespaced() ? call.namespace() : "";
        ObjectValue object = verbs.reader()
                .get(kind, ObjectKey.of(namespace, reference.text("name", "")))
                .tree();
        String uid = reference.text("uid", "");
        if (!uid.isEmpty() && !uid.equals(object.object("metadata").text("uid", ""))) {
            throw Failures.conflict(
                    kind,
                    reference.text("name", ""),
                    "the UID in the bound object reference (" + uid
                            + ") does not match the UID in record. The object might have been deleted and then recreated");
        }
        ObjectValue bound =
                holder.with(reference.text("kind", "").toLowerCase(java.util.Locale.ROOT), reference(object));
        String node = object.object("spec").text("nodeName", "");
        if (reference.text("kind", "").equals("Pod") && !node.isEmpty()) {
            Kind nodes = verbs.writer().kinds().get(Resources.NODES);
            return verbs.reader()
                    .find(nodes, ObjectKey.of(node))
                    .map(found -> bound.with("node", reference(found.tree())))
                    .orElse(bound.with("node", ObjectValue.of("name", node)));
        }
        return bound;
    }

    private static ObjectValue reference(ObjectValue object) {
        return ObjectValue.of(
                "name",
                object.object("metadata").text("name", ""),
                "uid",
                object.object("metadata").text("uid", ""));
    }
}
