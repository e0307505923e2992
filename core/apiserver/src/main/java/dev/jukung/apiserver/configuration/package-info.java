/** Configuration files of the API server. */
@NullMarked
package dev.jukung.apiserver.configuration;

import org.jspecify.annotations.NullMarked;
