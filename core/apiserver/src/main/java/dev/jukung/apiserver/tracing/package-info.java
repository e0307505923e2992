/** What a request does, step by step, for OpenTelemetry. */
@NullMarked
package dev.jukung.apiserver.tracing;

import org.jspecify.annotations.NullMarked;
