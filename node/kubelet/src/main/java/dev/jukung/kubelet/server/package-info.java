/**
 * The kubelet's own HTTPS server: logs, exec, attach, port-forward, statistics and metrics of the node's pods. {@link
 * dev.jukung.kubelet.server.KubeletServer} is the file to read first.
 */
@NullMarked
package dev.jukung.kubelet.server;

import org.jspecify.annotations.NullMarked;
