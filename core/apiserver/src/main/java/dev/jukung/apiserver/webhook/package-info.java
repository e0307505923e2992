/** Calls to HTTPS services outside the server that review, decide or convert: where they are, how they are asked. */
@org.jspecify.annotations.NullMarked
package dev.jukung.apiserver.webhook;
