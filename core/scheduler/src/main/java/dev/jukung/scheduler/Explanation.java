package dev.jukung.scheduler;

import dev.jukung.model.ObjectKey;
import java.time.Instant;

/** Why a pod is where it is, or nowhere: one attempt of the scheduler, as data. */
public record Explanation(ObjectKey pod, Instant time, Decision decision) {}
