/**
 * A small identity service: OAuth 2.0 client credentials, signed tokens, introspection, revocation. It is an example of an
 * application for Jukung; it knows nothing of Jukung and needs nothing but a JDK and, for PostgreSQL, its driver.
 */
@NullMarked
package dev.jukung.examples.idp;

import org.jspecify.annotations.NullMarked;
