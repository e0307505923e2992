/**
 * Strategic merge patches: applying them, and making them from two or three versions of an object. See
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md.
 */
@NullMarked
package dev.jukung.schema.patch;

import org.jspecify.annotations.NullMarked;
