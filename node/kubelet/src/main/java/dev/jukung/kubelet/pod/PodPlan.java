package dev.jukung.kubelet.pod;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to do now, when to look again if nothing happens, and which containers wait for what.
 *
 * @param waiting by container name: it is not started because of this, although nothing failed just now (CrashLoopBackOff)
 */
record PodPlan(List<PodAction> actions, Optional<Instant> wakeAt, Map<String, PodFacts.Blocked> waiting) {}
