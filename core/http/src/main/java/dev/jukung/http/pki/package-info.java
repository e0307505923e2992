/**
 * Keys and certificates: a certificate authority, identities for TLS, bundles of trusted authorities, and their PEM
 * text. Time comes from a clock, keys from {@link java.security.SecureRandom}.
 */
@NullMarked
package dev.jukung.http.pki;

import org.jspecify.annotations.NullMarked;
