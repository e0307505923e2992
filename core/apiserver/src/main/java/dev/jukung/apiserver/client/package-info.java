/** The client inside the process: the same pipeline, shared objects instead of bytes. */
@NullMarked
package dev.jukung.apiserver.client;

import org.jspecify.annotations.NullMarked;
