/**
 * The life of a pod on its node. Decisions are functions without I/O ({@link dev.jukung.kubelet.pod.PodPlanner},
 * {@link dev.jukung.kubelet.pod.EndingPlanner}, {@link dev.jukung.kubelet.pod.PodStatusBuilder}) over
 * {@link dev.jukung.kubelet.pod.PodFacts}; a {@link dev.jukung.kubelet.pod.PodWorker} per pod carries them out.
 */
@NullMarked
package dev.jukung.kubelet.pod;

import org.jspecify.annotations.NullMarked;
