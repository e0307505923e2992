/**
 * HTTP for servers (the API server, the kubelet): Netty does the I/O (TLS, HTTP/1.1, HTTP/2, upgrades), a request is
 * handled by straight-line code on its own virtual thread. Knows nothing of Kubernetes.
 */
@NullMarked
package dev.jukung.http;

import org.jspecify.annotations.NullMarked;
