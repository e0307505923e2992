/** The one engine for all kinds: declarations, storage, and the verbs. */
@NullMarked
package dev.jukung.apiserver.registry;

import org.jspecify.annotations.NullMarked;
