package dev.jukung.apiserver.webhook;

import java.io.IOException;

/** Finds where connections to a Service go. Thread-safe. */
@FunctionalInterface
public interface ServiceResolver {
    /** Host and port, such as {@code 10.96.0.7:443}. Throws, with what is wrong as the message, where there is none. */
    String resolve(String namespace, String name, int port) throws IOException;
}
