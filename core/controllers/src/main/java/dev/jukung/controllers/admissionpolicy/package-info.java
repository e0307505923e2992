/** What becomes of policies of admission besides their evaluation: their expressions are checked by the types they see. */
@NullMarked
package dev.jukung.controllers.admissionpolicy;

import org.jspecify.annotations.NullMarked;
