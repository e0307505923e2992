/** What would otherwise be ambient: time, randomness, the cause of a change, and where bugs are reported. */
@NullMarked
package dev.jukung.base;

import org.jspecify.annotations.NullMarked;
