/** The certificates of a kubelet: asked for at the API server, kept in files, and renewed in time. */
@NullMarked
package dev.jukung.kubelet.certificate;

import org.jspecify.annotations.NullMarked;
