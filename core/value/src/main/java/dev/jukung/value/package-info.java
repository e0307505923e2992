/**
 * The immutable JSON tree and its text. A value is one of: {@link ObjectValue}, {@link ListValue},
 * {@link String}, {@link Boolean}, {@link Long} (an integer written plainly that fits), {@link NumberValue}
 * (any other number, in the form it was written) and {@link NullValue}. Scalars are not wrapped, so a value's
 * static type is {@link Object}; {@link Values} says what one is. Everything is immutable and shared freely.
 *
 * <p>{@link Json} and {@link Yaml} read and write text as Kubernetes does, down to its error texts; {@link JsonWriter}
 * puts answers together from stored bytes; {@link JsonPatch} and {@link JsonMergePatch} change values and find what
 * changed; {@link ValuePath} names a place in a value. There is no Kubernetes in here beyond its manner of reading text.
 */
@NullMarked
package dev.jukung.value;

import org.jspecify.annotations.NullMarked;
