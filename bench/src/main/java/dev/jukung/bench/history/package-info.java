/** What clients of several servers were told, and whether it is one history. Decides only: no I/O, no clock, no threads. */
@NullMarked
package dev.jukung.bench.history;

import org.jspecify.annotations.NullMarked;
