/** Which requests webhooks and policies are about. */
@NullMarked
package dev.jukung.apiserver.admission.match;

import org.jspecify.annotations.NullMarked;
