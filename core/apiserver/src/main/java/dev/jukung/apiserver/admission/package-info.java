/** The admission chain: what changes or refuses a write after authorization. */
@NullMarked
package dev.jukung.apiserver.admission;

import org.jspecify.annotations.NullMarked;
