/**
 * The immutable JSON tree and its text. A value is one of: {@link ObjectValue}, {@link ListValue},
 * {@link String}, {@link Boolean}, {@link Long} (an integer written plainly that fits), {@link NumberValue}
 * (any other number, in the form it was written) and {@link NullValue}. Scalars are not wrapped, so a value's
 * static type is {@link Object}; {@link Values} says what one is.
 */
@NullMarked
package dev.jukung.value;

import org.jspecify.annotations.NullMarked;
