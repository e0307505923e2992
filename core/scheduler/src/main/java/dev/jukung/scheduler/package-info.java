/** The scheduler: which node a pod runs on, and why not on the others (kube-scheduler). */
@NullMarked
package dev.jukung.scheduler;

import org.jspecify.annotations.NullMarked;
