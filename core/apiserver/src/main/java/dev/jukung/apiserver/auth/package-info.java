/** Who asks, and whether they may: users, authenticators, authorizers. */
@NullMarked
package dev.jukung.apiserver.auth;

import org.jspecify.annotations.NullMarked;
