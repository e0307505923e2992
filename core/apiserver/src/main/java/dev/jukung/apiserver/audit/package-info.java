/** Who did what, written down: the audit policy, what is recorded of a request, and where records go. */
@NullMarked
package dev.jukung.apiserver.audit;

import org.jspecify.annotations.NullMarked;
