/**
 * Server-side apply: who manages which fields, and what an applied configuration does to an object. The rules are those of
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/ and of sigs.k8s.io/structured-merge-diff. Entry point:
 * {@link dev.jukung.schema.apply.FieldManager}.
 */
@NullMarked
package dev.jukung.schema.apply;

import org.jspecify.annotations.NullMarked;
