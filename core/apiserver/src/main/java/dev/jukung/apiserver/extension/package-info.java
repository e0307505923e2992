/** What is served besides the built-in kinds: custom resources, and groups that other servers answer for. */
@NullMarked
package dev.jukung.apiserver.extension;

import org.jspecify.annotations.NullMarked;
