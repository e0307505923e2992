package dev.jukung.bench.faults;

import java.net.URI;

/** An API server as clients know it. */
record Target(String name, URI uri) {}
