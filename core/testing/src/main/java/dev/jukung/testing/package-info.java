/** For test scope only: a server in the test JVM on an in-memory store with a virtual clock, and fakes that pass their contracts. */
@NullMarked
package dev.jukung.testing;

import org.jspecify.annotations.NullMarked;
