package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;

/** The rules of PodDisruptionBudgets, whose names Kubernetes does not look at. */
final class DisruptionBudgetStrategy extends SpecStrategy {
    @Override
    public NameRule nameRule() {
        return NameRule.PATH_SEGMENT;
    }
}
