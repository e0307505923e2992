/** The revisioned store: an ordered key space with history and watches, and what makes it durable. Knows keys and bytes, not kinds. */
@NullMarked
package dev.jukung.store;

import org.jspecify.annotations.NullMarked;
