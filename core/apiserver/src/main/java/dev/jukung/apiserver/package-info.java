/** The API server: puts registry, authentication, authorization, admission and HTTP together. */
@NullMarked
package dev.jukung.apiserver;

import org.jspecify.annotations.NullMarked;
