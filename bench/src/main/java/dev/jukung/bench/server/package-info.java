/** The measured server, a process of its own, and what the kernel knows of it. */
@NullMarked
package dev.jukung.bench.server;

import org.jspecify.annotations.NullMarked;
