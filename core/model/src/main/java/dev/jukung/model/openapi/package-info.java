/** Forms of OpenAPI documents beside JSON. */
@NullMarked
package dev.jukung.model.openapi;

import org.jspecify.annotations.NullMarked;
