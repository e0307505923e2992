/**
 * WebSocket (RFC 6455) on upgraded connections: the handshake for both sides, and sessions that send and receive whole
 * messages. What the subprotocols mean is the callers' business.
 */
@NullMarked
package dev.jukung.http.websocket;

import org.jspecify.annotations.NullMarked;
