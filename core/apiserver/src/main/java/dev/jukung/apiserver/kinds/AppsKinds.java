package dev.jukung.apiserver.kinds;

import static dev.jukung.model.Resources.*;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.apiserver.registry.Subresource.Scale;
import dev.jukung.apiserver.registry.Subresource.ScaleMapping;
import java.util.List;

/** The group {@code apps}. */
final class AppsKinds {
    private static final Subresource SCALE =
            new Scale(new ScaleMapping(".spec.replicas", ".status.replicas", ".spec.selector"));

    private AppsKinds() {}

    static List<Kind.Declaration> declare(BuiltInKinds kinds) {
        return List.of(
                kinds.declare(CONTROLLERREVISIONS)
                        .columns(WorkloadColumns.CONTROLLER_REVISIONS)
                        .strategy(new RevisionStrategy()),
                kinds.declare(DAEMONSETS)
                        .shortNames("ds")
                        .categories("all")
                        .columns(WorkloadColumns.DAEMON_SETS)
                        .status()
                        .strategy(new WorkloadStrategy(WorkloadStrategy.Rollout.DAEMON_SET)),
                kinds.declare(DEPLOYMENTS)
                        .shortNames("deploy")
                        .categories("all")
                        .columns(WorkloadColumns.DEPLOYMENTS)
                        .status()
                        .subresource("scale", SCALE)
                        .strategy(new WorkloadStrategy(WorkloadStrategy.Rollout.DEPLOYMENT)),
                kinds.declare(REPLICASETS)
                        .shortNames("rs")
                        .categories("all")
                        .selectable(
                                "status.replicas",
                                tree -> Long.toString(tree.object("status").integer("replicas", 0)))
                        .columns(WorkloadColumns.REPLICA_SETS)
                        .status()
                        .subresource("scale", SCALE)
                        .strategy(new WorkloadStrategy(WorkloadStrategy.Rollout.NONE)),
                kinds.declare(STATEFULSETS)
                        .shortNames("sts")
                        .categories("all")
                        .columns(WorkloadColumns.STATEFUL_SETS)
                        .status()
                        .subresource("scale", SCALE)
                        .strategy(new WorkloadStrategy(WorkloadStrategy.Rollout.STATEFUL_SET)));
    }
}
