package dev.jukung.runtime;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The parameters of a request; those without a value are left out. Confined to one thread. */
public final class RequestParameters {
    private final StringBuilder text = new StringBuilder();

    public RequestParameters add(String name, String value) {
        if (!value.isEmpty()) {
            text.append(text.isEmpty() ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
        return this;
    }

    public RequestParameters flag(String name, boolean set) {
        return add(name, set ? "true" : "");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
