/** {@code jukung why}: an explanation of the API server as text for people. */
@NullMarked
package dev.jukung.app.why;

import org.jspecify.annotations.NullMarked;
