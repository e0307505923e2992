/** Why objects are as they are: the chain of causes from a user's request, told from what the store remembers. */
@NullMarked
package dev.jukung.apiserver.explain;

import org.jspecify.annotations.NullMarked;
