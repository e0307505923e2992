/** The node agent: {@link dev.jukung.kubelet.Kubelet} puts its parts together and is the file to read first. */
@NullMarked
package dev.jukung.kubelet;

import org.jspecify.annotations.NullMarked;
