package dev.jukung.kubelet.server;

import dev.jukung.http.Request;
import java.util.List;

/**
 * What a request needs: a verb on a subresource of the node. Any one of the subresources is enough.
 *
 * @param subresources the most specific one first
 */
record NodeAccess(String verb, List<String> subresources) {
    static NodeAccess of(Request request) {
        return new NodeAccess(verb(request.method()), subresources(request.path()));
    }

    private static String verb(String method) {
        return switch (method) {
            case "POST" -> "create";
            case "GET" -> "get";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "";
        };
    }

    private static List<String> subresources(String path) {
        if (below(path, "/stats")) {
            return List.of("stats");
        }
        if (below(path, "/metrics")) {
            return List.of("metrics");
        }
        if (below(path, "/logs")) {
            return List.of("log");
        }
        if (below(path, "/checkpoint")) {
            return List.of("checkpoint");
        }
        if (below(path, "/healthz")) {
            return List.of("healthz", "proxy");
        }
        if (below(path, "/configz")) {
            return List.of("configz", "proxy");
        }
        if (below(path, "/pods") || below(path, "/runningpods")) {
            return List.of("pods", "proxy");
        }
        return List.of("proxy");
    }

    private static boolean below(String path, String top) {
        return path.equals(top) || path.startsWith(top + "/");
    }
}
