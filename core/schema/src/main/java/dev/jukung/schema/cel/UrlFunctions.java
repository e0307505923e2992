package dev.jukung.schema.cel;

import dev.jukung.schema.GoText;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Functions of URLs. */
final class UrlFunctions {
    private UrlFunctions() {}

    static void addTo(Map<String, Functions.Function> all) {
        all.put(
                "url",
                a -> a[0] instanceof String text
                        ? parse(text)
                                .<Object>map(UrlValue::new)
                                .orElseGet(() ->
                                        new CelError("URL parse error during conversion from string: " + problem(text)))
                        : CelError.noOverload("url", a));
        all.put("isURL", a -> a[0] instanceof String text ? parse(text).isPresent() : CelError.noOverload("isURL", a));
        part(all, "getScheme", uri -> uri.getScheme() == null ? "" : uri.getScheme());
        part(all, "getHost", UrlFunctions::host);
        part(all, "getHostname", uri -> hostname(host(uri)));
        part(all, "getPort", uri -> port(host(uri)));
        part(all, "getEscapedPath", uri -> uri.getRawPath() == null ? "" : uri.getRawPath());
        part(all, "getQuery", UrlFunctions::query);
    }

    private static void part(Map<String, Functions.Function> all, String name, Function<URI, Object> part) {
        all.put(name, a -> a[0] instanceof UrlValue url ? part.apply(url.uri()) : CelError.noOverload(name, a));
    }

    /** As Go's {@code ParseRequestURI}: with a scheme, or beginning with a slash. */
    static Optional<URI> parse(String text) {
        try {
            URI uri = new URI(escaped(text));
            boolean absolute = uri.getScheme() != null || text.startsWith("/");
            String authority = uri.getRawAuthority();
            boolean portIsNumber = authority == null || port(host(uri)).matches("[0-9]*");
            return absolute && portIsNumber ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /** Go lets characters pass in paths and queries that Java wants escaped. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == ' ' || c == '"' || c == '<' || c == '>' || c == '^' || c == '`' || c == '{' || c == '|'
                    || c == '}') {
                out.append("%%%02X".formatted(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    static String problem(String text) {
        String reason = text.isEmpty() ? "empty url" : "invalid URI for request";
        return "parse " + GoText.quote(text) + ": " + reason;
    }

    private static String host(URI uri) {
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        return authority.substring(authority.lastIndexOf('@') + 1);
    }

    private static String hostname(String host) {
        if (host.startsWith("[")) {
            return host.substring(1, Math.max(1, host.indexOf(']')));
        }
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    private static String port(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.indexOf(']') > colon ? "" : host.substring(colon + 1);
    }

    private static Object query(URI uri) {
        Map<String, List<Object>> values = new LinkedHashMap<>();
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        for (String pair : query.split("&")) {
            if (pair.isEmpty() || pair.contains(";")) {
                continue;
            }
            int equals = pair.indexOf('=');
            String key = decoded(equals < 0 ? pair : pair.substring(0, equals));
            values.computeIfAbsent(key, _ -> new ArrayList<>())
                    .add(decoded(equals < 0 ? "" : pair.substring(equals + 1)));
        }
        JavaMap map = new JavaMap();
        values.forEach((key, list) -> map.add(key, JavaList.of(list)));
        return map;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
