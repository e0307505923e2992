/**
 * The OpenAPI documents of the API server, made from the same schemas that decode and validate: version 3, one document
 * for each group version ({@link dev.jukung.schema.openapi.OpenApiV3}), and version 2, one for all
 * ({@link dev.jukung.schema.openapi.OpenApiV2}). See https://kubernetes.io/docs/concepts/overview/kubernetes-api/.
 */
@NullMarked
package dev.jukung.schema.openapi;

import org.jspecify.annotations.NullMarked;
