/** Containers through CRI v1 over a Unix socket, and the containerd that serves it. */
@NullMarked
package dev.jukung.kubelet.cri;

import org.jspecify.annotations.NullMarked;
