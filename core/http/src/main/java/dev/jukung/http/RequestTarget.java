package dev.jukung.http;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The target of a request line, taken apart as Go's {@code net/url} does: a bad escape in the path is an error, a bad
 * escape or a semicolon in the query drops that parameter only.
 *
 * @param text path and query as sent
 */
record RequestTarget(String text, String path, Map<String, List<String>> query) {
    static final RequestTarget ROOT = new RequestTarget("/", "/", Map.of());

    /** Why a target cannot be understood; the request gets a 400. */
    static final class MalformedTargetException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedTargetException(String message) {
            super(message);
        }
    }

    static RequestTarget parse(String target) throws MalformedTargetException {
        String text = originForm(target);
        int mark = text.indexOf('?');
        String rawPath = mark < 0 ? text : text.substring(0, mark);
        return new RequestTarget(
                text,
                decode(rawPath, false),
                mark < 0 || mark == text.length() - 1 ? Map.of() : parameters(text.substring(mark + 1)));
    }

    /** Proxies may get the absolute form (RFC 9112, 3.2.2); OPTIONS may be about {@code *}. */
    private static String originForm(String target) throws MalformedTargetException {
        if (target.startsWith("/") || target.equals("*")) {
            return target;
        }
        int scheme = target.indexOf("://");
        if (scheme <= 0) {
            throw new MalformedTargetException("malformed request target");
        }
        int path = target.indexOf('/', scheme + 3);
        int query = target.indexOf('?', scheme + 3);
        if (path >= 0 && (query < 0 || path < query)) {
            return target.substring(path);
        }
        return query < 0 ? "/" : "/" + target.substring(query);
    }

    private static Map<String, List<String>> parameters(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty() || pair.indexOf(';') >= 0) {
                continue;
            }
            int equals = pair.indexOf('=');
            try {
                String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
                parameters.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
            } catch (MalformedTargetException e) {
                continue; // as Go: the parameter is dropped, the request goes on
            }
        }
        return parameters;
    }

    private static String decode(String text, boolean plusIsSpace) throws MalformedTargetException {
        if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(escaped(text, i));
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes.write(' ');
            } else if (c < 0x80) {
                bytes.write(c);
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int escaped(String text, int at) throws MalformedTargetException {
        int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw new MalformedTargetException(
                    "invalid URL escape \"" + text.substring(at, Math.min(at + 3, text.length())) + "\"");
        }
        return high << 4 | low;
    }

    /** The opposite for requests made by hand; slashes stay. */
    static String write(String path, Map<String, List<String>> query) {
        StringBuilder text = new StringBuilder();
        text.append(URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("+", "%20"));
        char separator = '?';
        for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
            for (String value : parameter.getValue()) {
                text.append(separator)
                        .append(URLEncoder.encode(parameter.getKey(), StandardCharsets.UTF_8))
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
                separator = '&';
            }
        }
        return text.toString();
    }
}
