/**
 * Schemas and what is done with them: decoding, pruning, defaulting and validation. Everything here is a
 * function of values: no I/O, no clock, no threads. Built-in kinds and custom resources go through the same
 * code; {@link dev.jukung.schema.Schema#goTyped()} tells the two apart where Kubernetes' behaviour differs.
 */
@NullMarked
package dev.jukung.schema;

import org.jspecify.annotations.NullMarked;
