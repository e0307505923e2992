/** Measures Jukung: what {@code ./jukung bench} prints. {@link dev.jukung.bench.Main} is the place to begin. */
@NullMarked
package dev.jukung.bench;

import org.jspecify.annotations.NullMarked;
