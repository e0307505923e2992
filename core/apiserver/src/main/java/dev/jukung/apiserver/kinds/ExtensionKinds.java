package dev.jukung.apiserver.kinds;

import static dev.jukung.model.Resources.*;

import dev.jukung.apiserver.extension.ApiServiceStrategy;
import dev.jukung.apiserver.extension.DefinitionStrategy;
import dev.jukung.apiserver.registry.Kind;
import java.util.List;

/**
 * The groups {@code admissionregistration.k8s.io}, {@code apiextensions.k8s.io}, {@code apiregistration.k8s.io} and
 * {@code flowcontrol.apiserver.k8s.io}.
 */
final class ExtensionKinds {
    private ExtensionKinds() {}

    static List<Kind.Declaration> declare(BuiltInKinds kinds) {
        return List.of(
                kinds.declare(MUTATINGADMISSIONPOLICIES)
                        .categories("api-extensions")
                        .columns(PolicyColumns.MUTATING)
                        .strategy(new MutatingPolicyStrategy()),
                kinds.declare(MUTATINGADMISSIONPOLICYBINDINGS)
                        .categories("api-extensions")
                        .columns(PolicyColumns.BINDINGS)
                        .strategy(new PolicyBindingStrategy(true)),
                kinds.declare(MUTATINGWEBHOOKCONFIGURATIONS)
                        .categories("api-extensions")
                        .columns(AccessColumns.WEBHOOKS)
                        .strategy(new WebhookStrategy()),
                kinds.declare(VALIDATINGADMISSIONPOLICIES)
                        .categories("api-extensions")
                        .columns(PolicyColumns.VALIDATING)
                        .statusKeepingMetadata()
                        .strategy(new ValidatingPolicyStrategy()),
                kinds.declare(VALIDATINGADMISSIONPOLICYBINDINGS)
                        .categories("api-extensions")
                        .columns(PolicyColumns.BINDINGS)
                        .strategy(new PolicyBindingStrategy(false)),
                kinds.declare(VALIDATINGWEBHOOKCONFIGURATIONS)
                        .categories("api-extensions")
                        .columns(AccessColumns.WEBHOOKS)
                        .strategy(new WebhookStrategy()),
                kinds.declare(CUSTOMRESOURCEDEFINITIONS)
                        .shortNames("crd", "crds")
                        .categories("api-extensions")
                        .columns(AccessColumns.DEFINITIONS)
                        .status()
                        .strategy(new DefinitionStrategy(kinds.schemas())),
                kinds.declare(APISERVICES)
                        .categories("api-extensions")
                        .columns(AccessColumns.API_SERVICES)
                        .statusKeepingMetadata()
                        .strategy(new ApiServiceStrategy()),
                kinds.declare(FLOWSCHEMAS)
                        .columns(AccessColumns.FLOW_SCHEMAS)
                        .statusKeepingMetadata()
                        .strategy(new FlowSchemaStrategy()),
                kinds.declare(PRIORITYLEVELCONFIGURATIONS)
                        .columns(AccessColumns.PRIORITY_LEVELS)
                        .statusKeepingMetadata()
                        .strategy(new PriorityLevelStrategy()));
    }
}
