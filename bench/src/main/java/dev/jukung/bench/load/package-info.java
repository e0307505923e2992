/** The load generator: clients in a closed loop over HTTPS, with a client certificate. */
@NullMarked
package dev.jukung.bench.load;

import org.jspecify.annotations.NullMarked;
