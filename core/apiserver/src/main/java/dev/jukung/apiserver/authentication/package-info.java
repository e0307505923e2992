/** Who asks: the authenticators, and the tokens of ServiceAccounts. */
@NullMarked
package dev.jukung.apiserver.authentication;

import org.jspecify.annotations.NullMarked;
