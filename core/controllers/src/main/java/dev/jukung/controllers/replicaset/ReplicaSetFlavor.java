package dev.jukung.controllers.replicaset;

import dev.jukung.model.LabelSelectors;
import dev.jukung.model.LabelSelectors.Selector;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.Views;
import dev.jukung.model.apps.v1.ReplicaSet;
import java.util.function.Function;

/**
 * A ReplicationController is a ReplicaSet with a simpler selector; their other fields have the same names. So one
 * controller serves both, and reads either as a {@link ReplicaSet}.
 *
 * @param reportsTerminating whether its status counts the pods that are going
 */
record ReplicaSetFlavor(
        String controllerName,
        ResourceType<ReplicaSet> type,
        Function<ReplicaSet, Selector> selector,
        boolean reportsTerminating) {
    static final ReplicaSetFlavor REPLICA_SET = new ReplicaSetFlavor(
            "replicaset-controller",
            Resources.REPLICASETS,
            set -> LabelSelectors.of(set.spec().selector()),
            true);

    static final ReplicaSetFlavor REPLICATION_CONTROLLER = new ReplicaSetFlavor(
            "replication-controller",
            new ResourceType<>("", "v1", "ReplicationController", "replicationcontrollers", true, ReplicaSet::new),
            ReplicaSetFlavor::mapSelector,
            false);

    private static Selector mapSelector(ReplicaSet controller) {
        return LabelSelectors.ofLabels(Views.map(controller.spec().tree().object("selector"), Views::toText));
    }
}
