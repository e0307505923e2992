/** Encryption at rest: which values are encrypted where they are stored, and how. */
@NullMarked
package dev.jukung.apiserver.encryption;

import org.jspecify.annotations.NullMarked;
