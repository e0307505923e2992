package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.value.ObjectValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Nobody gives away by roles and bindings what he does not have himself, unless he may {@code escalate} or {@code bind}.
 * Looks at a write after everything that changes it and before it is validated, where Kubernetes' storage does. Thread-safe.
 */
public final class RoleEscalation implements Admission {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private final Admission others;
    private final Authorizer authorizer;
    private final RoleBasedAuthorizer roles;

    /** @param others the admission proper, which comes first */
    public RoleEscalation(Admission others, Authorizer authorizer, RoleBasedAuthorizer roles) {
        this.others = others;
        this.authorizer = authorizer;
        this.roles = roles;
    }

    @Override
    public void prepare(Call creation) throws InterruptedException {
        others.prepare(creation);
    }

    @Override
    public ObjectValue mutate(Review review) throws InterruptedException {
        ObjectValue object = others.mutate(review);
        boolean writes = review.operation() == Operation.CREATE || review.operation() == Operation.UPDATE;
        if (writes
                && review.call().kind().type().group().equals(GROUP)
                && review.call().subresource().isEmpty()
                && !review.call().user().in(User.MASTERS)
                && !onlyForGarbageCollection(object, review.old())) {
            check(review.with(object));
        }
        return object;
    }

    private void check(Review review) {
        switch (review.call().kind().type().plural()) {
            case "roles", "clusterroles" -> role(review);
            case "rolebindings", "clusterrolebindings" -> binding(review);
            default -> {} // the group has no other resources
        }
    }

    private void role(Review review) {
        Call call = review.call();
        Attributes escalate = new Attributes(
                call.user(),
                "escalate",
                GROUP,
                "*",
                call.kind().type().plural(),
                "",
                call.namespace(),
                call.name(),
                "");
        if (authorizer.decide(escalate).allowed()) {
            return;
        }
        confirm(call, PolicyRule.ofRole(review.object()));
        if (aggregates(review.object())
                || review.old().map(RoleEscalation::aggregates).orElse(false)) {
            List<PolicyRule> held = roles.rules(call.user(), call.namespace()).rules();
            if (!RuleCoverage.missing(held, PolicyRule.EVERYTHING).isEmpty()) {
                throw Failures.forbidden(
                        call.kind(), call.name(), "must have cluster-admin privileges to use the aggregationRule");
            }
        }
    }

    private static boolean aggregates(ObjectValue role) {
        return !role.object("aggregationRule").list("clusterRoleSelectors").isEmpty();
    }

    private void binding(Review review) {
        Call call = review.call();
        ObjectValue reference = review.object().object("roleRef");
        String kind = reference.text("kind", "");
        if (kind.equals("Role") || kind.equals("ClusterRole")) {
            Attributes bind = new Attributes(
                    call.user(),
                    "bind",
                    reference.text("apiGroup", GROUP),
                    "*",
                    kind.equals("Role") ? "roles" : "clusterroles",
                    "",
                    call.namespace(),
                    reference.text("name", ""),
                    "");
            if (authorizer.decide(bind).allowed()) {
                return;
            }
        }
        // Kubernetes names the resource of the request here, not the one that is missing.
        List<PolicyRule> given = roles.role(reference, call.namespace())
                .orElseThrow(() -> Failures.notFound(call.kind(), reference.text("name", "")));
        confirm(call, given);
    }

    private void confirm(Call call, List<PolicyRule> given) {
        List<PolicyRule> missing =
                RuleCoverage.missing(roles.rules(call.user(), call.namespace()).rules(), given);
        if (missing.isEmpty()) {
            return;
        }
        SequencedSet<String> problems = new LinkedHashSet<>();
        for (String role : roles.missingRoles(call.user(), call.namespace())) {
            problems.add(call.kind().qualifiedName() + " \"" + role + "\" not found");
        }
        String unresolved = problems.isEmpty() ? "" : "; resolution errors: [" + Authorizer.aggregate(problems) + "]";
        throw Failures.forbidden(
                call.kind(),
                call.name(),
                "user \"" + call.user().name() + "\" (groups="
                        + PolicyRule.quoted(call.user().groups())
                        + ") is attempting to grant RBAC permissions not currently held:\n"
                        + RuleCoverage.describe(missing) + unresolved);
    }

    /** The garbage collector may go on with an object whose rights it does not have. */
    private static boolean onlyForGarbageCollection(ObjectValue object, Optional<ObjectValue> old) {
        return old.isPresent() && bare(object).equals(bare(old.get()));
    }

    private static ObjectValue bare(ObjectValue object) {
        return object.withoutAt("metadata", "ownerReferences")
                .withoutAt("metadata", "finalizers")
                .withoutAt("metadata", "managedFields");
    }

    @Override
    public void validate(Review review) throws InterruptedException {
        others.validate(review);
    }
}
