package dev.jukung.apiserver.kinds;

import static dev.jukung.model.Resources.*;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Subresource;
import java.util.List;

/** The groups {@code rbac.authorization.k8s.io}, {@code authentication.k8s.io}, {@code authorization.k8s.io} and {@code certificates.k8s.io}. */
final class AccessKinds {
    private AccessKinds() {}

    static List<Kind.Declaration> declare(BuiltInKinds kinds) {
        return List.of(
                kinds.declare(CLUSTERROLEBINDINGS)
                        .columns(AccessColumns.BINDINGS)
                        .strategy(new RoleStrategy(RoleStrategy.Form.CLUSTER_BINDING)),
                kinds.declare(CLUSTERROLES)
                        .columns(AccessColumns.ROLES)
                        .strategy(new RoleStrategy(RoleStrategy.Form.ROLE)),
                kinds.declare(ROLEBINDINGS)
                        .columns(AccessColumns.BINDINGS)
                        .strategy(new RoleStrategy(RoleStrategy.Form.BINDING)),
                kinds.declare(ROLES).columns(AccessColumns.ROLES).strategy(new RoleStrategy(RoleStrategy.Form.ROLE)),
                kinds.declare(SELFSUBJECTREVIEWS).verbs("create"),
                kinds.declare(TOKENREVIEWS).verbs("create"),
                kinds.declare(LOCALSUBJECTACCESSREVIEWS).verbs("create"),
                kinds.declare(SELFSUBJECTACCESSREVIEWS).verbs("create"),
                kinds.declare(SELFSUBJECTRULESREVIEWS).verbs("create"),
                kinds.declare(SUBJECTACCESSREVIEWS).verbs("create"),
                kinds.declare(CERTIFICATESIGNINGREQUESTS)
                        .shortNames("csr")
                        .selectable("spec.signerName")
                        .columns(AccessColumns.SIGNING_REQUESTS)
                        .status()
                        .subresource(
                                "approval",
                                new Subresource.Part(
                                        List.of("get", "patch", "update"), SigningRequestStrategy::approved))
                        .strategy(new SigningRequestStrategy()));
    }
}
