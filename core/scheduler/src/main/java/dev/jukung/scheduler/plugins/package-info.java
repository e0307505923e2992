/** The in-tree plugins, each under its Kubernetes name. */
@NullMarked
package dev.jukung.scheduler.plugins;

import org.jspecify.annotations.NullMarked;
