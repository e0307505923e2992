/** Pods that files of the node describe: they run without the API, which shows them by mirrors. */
@NullMarked
package dev.jukung.kubelet.staticpods;

import org.jspecify.annotations.NullMarked;
