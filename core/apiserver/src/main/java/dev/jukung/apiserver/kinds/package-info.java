/** The declarations of the built-in kinds, one file per API group, and the rules that no schema can say. */
@NullMarked
package dev.jukung.apiserver.kinds;

import org.jspecify.annotations.NullMarked;
