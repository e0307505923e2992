/** Pods' volumes on this machine: directories, memory file systems, and files that show objects of the API. */
@NullMarked
package dev.jukung.kubelet.volumes;

import org.jspecify.annotations.NullMarked;
