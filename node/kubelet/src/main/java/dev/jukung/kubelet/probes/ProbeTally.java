package dev.jukung.kubelet.probes;

import dev.jukung.kubelet.probes.Prober.Finding;
import dev.jukung.model.core.v1.Probe;

/**
 * What many findings in a row come to: healthy after {@code successThreshold} good ones, unhealthy after {@code failureThreshold} bad
 * ones; a question that could not be asked counts as neither. Confined to one thread.
 */
final class ProbeTally {
    private final int successThreshold;
    private final int failureThreshold;
    private boolean lastGood;
    private int inARow;

    ProbeTally(Probe probe) {
        successThreshold = Math.max(1, probe.successThreshold().orElse(1));
        failureThreshold = Math.max(1, probe.failureThreshold().orElse(3));
    }

    /** What is known after one more finding. */
    enum Verdict {
        UNDECIDED,
        HEALTHY,
        UNHEALTHY
    }

    Verdict count(Finding finding) {
        if (finding instanceof Finding.Unknown) {
            return Verdict.UNDECIDED;
        }
        boolean good = finding instanceof Finding.Healthy;
        inARow = good == lastGood ? inARow + 1 : 1;
        lastGood = good;
        if (good) {
            return inARow >= successThreshold ? Verdict.HEALTHY : Verdict.UNDECIDED;
        }
        return inARow >= failureThreshold ? Verdict.UNHEALTHY : Verdict.UNDECIDED;
    }
}
