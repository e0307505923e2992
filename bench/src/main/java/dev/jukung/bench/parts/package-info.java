/** What is measured, one class a part. */
@NullMarked
package dev.jukung.bench.parts;

import org.jspecify.annotations.NullMarked;
