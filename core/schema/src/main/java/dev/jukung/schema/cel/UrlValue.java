package dev.jukung.schema.cel;

import java.net.URI;

/** An absolute URL, or an absolute path. */
record UrlValue(URI uri) implements OpaqueValue {
    @Override
    public String typeName() {
        return "kubernetes.URL";
    }

    @Override
    public int size() {
        return uri.toString().length();
    }
}
