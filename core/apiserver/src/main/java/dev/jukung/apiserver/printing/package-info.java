/** Tables: the columns that kubectl prints. */
@NullMarked
package dev.jukung.apiserver.printing;

import org.jspecify.annotations.NullMarked;
