package dev.jukung.apiserver.kinds;

import static dev.jukung.model.Resources.*;

import dev.jukung.apiserver.registry.Kind;
import java.util.List;

/** The groups {@code policy}, {@code scheduling.k8s.io}, {@code coordination.k8s.io}, {@code node.k8s.io} and {@code events.k8s.io}. */
final class PolicyKinds {
    private PolicyKinds() {}

    static List<Kind.Declaration> declare(BuiltInKinds kinds) {
        return List.of(
                kinds.declare(PODDISRUPTIONBUDGETS)
                        .shortNames("pdb")
                        .columns(WorkloadColumns.DISRUPTION_BUDGETS)
                        .status()
                        .strategy(new DisruptionBudgetStrategy()),
                kinds.declare(PRIORITYCLASSES)
                        .shortNames("pc")
                        .columns(CoreColumns.PRIORITY_CLASSES)
                        .strategy(new PriorityClassStrategy()),
                kinds.declare(LEASES).columns(CoreColumns.LEASES).strategy(new LeaseStrategy()),
                kinds.declare(RUNTIMECLASSES)
                        .columns(CoreColumns.RUNTIME_CLASSES)
                        .strategy(new RuntimeClassStrategy()),
                kinds.declare(EVENTS_V1)
                        .shortNames("ev")
                        .selectable(
                                "reason",
                                "reportingController",
                                "type",
                                "regarding.kind",
                                "regarding.namespace",
                                "regarding.name",
                                "regarding.uid")
                        .columns(CoreColumns.NEW_EVENTS)
                        .storedAs("events", EventConversion.EVENTS_V1)
                        .strategy(new EventStrategy(false)));
    }
}
