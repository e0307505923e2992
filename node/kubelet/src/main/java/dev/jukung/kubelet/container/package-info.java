/**
 * What the kubelet asks of whatever runs containers: sandboxes, containers and images as plain values, and one interface,
 * {@link dev.jukung.kubelet.container.ContainerRuntime}. Follows the shape of CRI v1.
 */
@NullMarked
package dev.jukung.kubelet.container;

import org.jspecify.annotations.NullMarked;
