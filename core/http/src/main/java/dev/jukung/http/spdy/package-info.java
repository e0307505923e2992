/**
 * SPDY/3.1 on upgraded connections, as older kubectl speaks it for exec, attach and port-forward: many byte streams over
 * one connection. Netty's codec does framing and header compression.
 *
 * <p>All clients and servers of Kubernetes use moby/spdystream, which has no flow control: it neither obeys windows nor
 * ever opens them. So neither does this. What holds a fast side back is the connection itself: a stream whose reader is
 * slow holds up the whole session, as it does there.
 */
@NullMarked
package dev.jukung.http.spdy;

import org.jspecify.annotations.NullMarked;
