package dev.jukung.apiserver.rest;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Links in what a proxied server answers, led back through the proxy: those with an absolute path, to the server itself. Immutable.
 *
 * @param prefix the path of the proxy, without a slash at its end
 * @param server host and port of the server behind it
 * @param host how the client calls the API server
 */
record ProxiedLinks(String prefix, String server, String host) {
    private static final Pattern LINK = Pattern.compile("(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(.*)", Pattern.DOTALL);

    /** Which attributes of HTML elements are links. */
    private static final Map<String, Set<String>> ATTRIBUTES = Map.ofEntries(
            Map.entry("a", Set.of("href")),
            Map.entry("applet", Set.of("codebase")),
            Map.entry("area", Set.of("href")),
            Map.entry("audio", Set.of("src")),
            Map.entry("base", Set.of("href")),
            Map.entry("blockquote", Set.of("cite")),
            Map.entry("body", Set.of("background")),
            Map.entry("button", Set.of("formaction")),
            Map.entry("command", Set.of("icon")),
            Map.entry("del", Set.of("cite")),
            Map.entry("embed", Set.of("src")),
            Map.entry("form", Set.of("action")),
            Map.entry("frame", Set.of("longdesc", "src")),
            Map.entry("head", Set.of("profile")),
            Map.entry("html", Set.of("manifest")),
            Map.entry("iframe", Set.of("longdesc", "src")),
            Map.entry("img", Set.of("longdesc", "src", "usemap")),
            Map.entry("input", Set.of("src", "usemap", "formaction")),
            Map.entry("ins", Set.of("cite")),
            Map.entry("link", Set.of("href")),
            Map.entry("object", Set.of("classid", "codebase", "data", "usemap")),
            Map.entry("q", Set.of("cite")),
            Map.entry("script", Set.of("src")),
            Map.entry("source", Set.of("src")),
            Map.entry("video", Set.of("poster", "src")));

    private static final Set<String> RAW_TEXT = Set.of("script", "style");

    /** The link as a client of the proxy has to follow it. */
    String rewrite(String link) {
        Matcher parts = LINK.matcher(link);
        if (!parts.matches()) {
            return link;
        }
        String authority = parts.group(2) == null ? "" : parts.group(2);
        String path = parts.group(3);
        boolean elsewhere = !authority.isEmpty() && !authority.equals(server) && !authority.equals(host);
        if (elsewhere || !path.startsWith("/")) {
            return link;
        }
        String scheme = parts.group(1) == null ? "" : parts.group(1) + ":";
        String start = !authority.isEmpty() && authority.equals(host) ? scheme + "//" + authority : "";
        return start + (path.startsWith(prefix) ? path : prefix + path) + parts.group(4);
    }

    /** A page with all its links rewritten and nothing else. */
    String rewriteHtml(String html) {
        return new Page(html).rewritten();
    }

    /** One page while it is read from its beginning to its end. */
    private final class Page {
        private final String html;
        private final StringBuilder out = new StringBuilder();
        private int at;
        private int copied;

        Page(String html) {
            this.html = html;
        }

        String rewritten() {
            for (int tag = html.indexOf('<'); tag >= 0; tag = html.indexOf('<', at)) {
                at = tag + 1;
                if (html.startsWith("!--", at)) {
                    skipThrough("-->");
                } else if (at < html.length() && Character.isLetter(html.charAt(at))) {
                    String name = word();
                    attributes(ATTRIBUTES.getOrDefault(name, Set.of()));
                    if (RAW_TEXT.contains(name)) {
                        skipThrough("</" + name);
                    }
                }
            }
            return out.append(html, copied, html.length()).toString();
        }

        private void skipThrough(String end) {
            int found = html.indexOf(end, at);
            at = found < 0 ? html.length() : found + end.length();
        }

        private String word() {
            int start = at;
            while (at < html.length() && " \t\r\n\f=>/".indexOf(html.charAt(at)) < 0) {
                at++;
            }
            return html.substring(start, at).toLowerCase(Locale.ROOT);
        }

        private void skip(String characters) {
            while (at < html.length() && characters.indexOf(html.charAt(at)) >= 0) {
                at++;
            }
        }

        /** Up to the end of the tag. */
        private void attributes(Set<String> links) {
            while (at < html.length()) {
                skip(" \t\r\n\f/");
                if (at < html.length() && html.charAt(at) == '>') {
                    at++;
                    return;
                }
                String name = word();
                skip(" \t\r\n\f");
                if (at < html.length() && html.charAt(at) == '=') {
                    at++;
                    skip(" \t\r\n\f");
                    value(links.contains(name));
                }
            }
        }

        private void value(boolean link) {
            if (at >= html.length()) {
                return;
            }
            char quote = html.charAt(at);
            boolean quoted = quote == '"' || quote == '\'';
            int start = quoted ? at + 1 : at;
            int end = start;
            while (end < html.length()
                    && (quoted ? html.charAt(end) != quote : " \t\r\n\f>".indexOf(html.charAt(end)) < 0)) {
                end++;
            }
            if (link) {
                out.append(html, copied, start).append(rewrite(html.substring(start, end)));
                copied = end;
            }
            at = quoted ? Math.min(end + 1, html.length()) : end;
        }
    }
}
