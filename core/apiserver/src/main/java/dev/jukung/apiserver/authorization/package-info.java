/** May they: the authorizers and the policy that they decide by. */
@NullMarked
package dev.jukung.apiserver.authorization;

import org.jspecify.annotations.NullMarked;
