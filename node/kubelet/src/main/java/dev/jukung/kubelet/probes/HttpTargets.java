package dev.jukung.kubelet.probes;

import dev.jukung.kubelet.probes.HttpGet.Header;
import dev.jukung.model.IntOrString;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.ContainerPort;
import dev.jukung.model.core.v1.HTTPGetAction;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where the HTTP actions of probes and hooks go. Pure functions. */
public final class HttpTargets {
    private HttpTargets() {}

    /** A port by number, or by its name in the container. */
    public static int port(Container container, Optional<IntOrString> port) {
        IntOrString given = port.orElseThrow(() -> new IllegalArgumentException("no port"));
        return switch (given) {
            case IntOrString.Int(int number) -> number;
            case IntOrString.Text(String name) ->
                container.ports().stream()
                        .filter(candidate -> candidate.name().equals(Optional.of(name)))
                        .map(ContainerPort::containerPort)
                        .findFirst()
                        .orElseGet(() -> number(name));
        };
    }

    private static int number(String text) {
        if (text.matches("\\d{1,5}")) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("couldn't find port: " + text);
    }

    /** @throws IllegalArgumentException for a port or path that makes no address */
    public static URI uri(Container container, HTTPGetAction action, String podAddress) {
        String scheme = action.scheme().orElse("HTTP").toLowerCase(Locale.ROOT);
        String host = action.host().filter(given -> !given.isEmpty()).orElse(podAddress);
        String path = action.path().orElse("/");
        String[] parts = (path.startsWith("/") ? path : "/" + path).split("\\?", 2);
        String authority = (host.contains(":") ? "[" + host + "]" : host) + ":" + port(container, action.port());
        try {
            URI quoted = new URI(scheme, authority, parts[0], null, null);
            return parts.length == 1 ? quoted : URI.create(quoted + "?" + parts[1]);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The action's own headers; the kubelet's where it does not replace or (by an empty value) suppress them. */
    public static List<Header> headers(HTTPGetAction action, String userAgent) {
        List<Header> headers = new ArrayList<>();
        action.httpHeaders().forEach(header -> {
            if (!header.value().isEmpty()) {
                headers.add(new Header(header.name(), header.value()));
            }
        });
        addUnlessNamed(action, headers, "User-Agent", userAgent);
        addUnlessNamed(action, headers, "Accept", "*/*");
        return headers;
    }

    private static void addUnlessNamed(HTTPGetAction action, List<Header> headers, String name, String value) {
        if (action.httpHeaders().stream().noneMatch(header -> header.name().equalsIgnoreCase(name))) {
            headers.add(new Header(name, value));
        }
    }
}
