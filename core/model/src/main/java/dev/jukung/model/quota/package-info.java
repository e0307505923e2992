/** How much of what quotas limit an object uses: the same for admission and for the controller that counts. No I/O. */
@NullMarked
package dev.jukung.model.quota;

import org.jspecify.annotations.NullMarked;
