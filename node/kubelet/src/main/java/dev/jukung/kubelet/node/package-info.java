/** The node as the API knows it: registration, status, heartbeats. */
@NullMarked
package dev.jukung.kubelet.node;

import org.jspecify.annotations.NullMarked;
