package dev.jukung.apiserver.kinds;

import static dev.jukung.model.Resources.*;

import dev.jukung.apiserver.registry.Kind;
import java.util.List;

/** The groups {@code batch} and {@code autoscaling}. */
final class BatchKinds {
    private BatchKinds() {}

    static List<Kind.Declaration> declare(BuiltInKinds kinds) {
        return List.of(
                kinds.declare(CRONJOBS)
                        .shortNames("cj")
                        .categories("all")
                        .columns(WorkloadColumns.CRON_JOBS)
                        .status()
                        .strategy(new CronJobStrategy()),
                kinds.declare(JOBS)
                        .categories("all")
                        .selectable(
                                "status.successful",
                                tree -> Long.toString(tree.object("status").integer("succeeded", 0)))
                        .columns(WorkloadColumns.JOBS)
                        .status()
                        .strategy(new JobStrategy()),
                kinds.declare(HORIZONTALPODAUTOSCALERS)
                        .shortNames("hpa")
                        .categories("all")
                        .columns(WorkloadColumns.AUTOSCALERS)
                        .status()
                        .strategy(new AutoscalerStrategy()),
                kinds.declare(HORIZONTALPODAUTOSCALERS_V1)
                        .shortNames("hpa")
                        .categories("all")
                        .columns(WorkloadColumns.AUTOSCALERS)
                        .status()
                        .storedAs("autoscaling/horizontalpodautoscalers", AutoscalerConversion.V1)
                        .strategy(new AutoscalerStrategy()));
    }
}
