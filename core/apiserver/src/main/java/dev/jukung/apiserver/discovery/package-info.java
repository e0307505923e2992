/** What the server serves: discovery and OpenAPI documents. */
@NullMarked
package dev.jukung.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
