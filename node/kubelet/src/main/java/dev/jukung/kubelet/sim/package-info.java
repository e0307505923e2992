/** Pods without processes: a container runtime that only pretends, by rules, where containers cannot or need not run. */
@NullMarked
package dev.jukung.kubelet.sim;

import org.jspecify.annotations.NullMarked;
