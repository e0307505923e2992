/** Asks containers how they are: commands, HTTP, TCP and gRPC, with Kubernetes' thresholds and texts. */
@NullMarked
package dev.jukung.kubelet.probes;

import org.jspecify.annotations.NullMarked;
