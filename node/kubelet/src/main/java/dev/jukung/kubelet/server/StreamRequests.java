package dev.jukung.kubelet.server;

import dev.jukung.http.Request;
import dev.jukung.kubelet.container.StreamingService.Streams;
import java.util.ArrayList;
import java.util.List;

/** What the query of a streaming request says. Pure functions. */
final class StreamRequests {
    private StreamRequests() {}

    /** Of exec and attach. */
    static Streams streams(Request request) throws RefusedException {
        boolean tty = isOne(request, "tty");
        Streams streams =
                new Streams(isOne(request, "input"), isOne(request, "output"), isOne(request, "error") && !tty, tty);
        if (!streams.stdin() && !streams.stdout() && !streams.stderr()) {
            throw new RefusedException(400, "you must specify at least 1 of stdin, stdout, stderr");
        }
        return streams;
    }

    private static boolean isOne(Request request, String name) {
        return request.parameter(name).filter("1"::equals).isPresent();
    }

    static List<String> command(Request request, String parameter) {
        return request.query().getOrDefault(parameter, List.of());
    }

    /** Of a port-forward over WebSocket; over SPDY each stream names its own. */
    static List<Integer> ports(Request request) throws RefusedException {
        List<Integer> ports = new ArrayList<>();
        for (String values : request.query().getOrDefault("port", List.of())) {
            for (String value : values.split(",", -1)) {
                ports.add(port(value));
            }
        }
        if (ports.isEmpty()) {
            throw new RefusedException(400, "query parameter \"port\" is required");
        }
        return List.copyOf(ports);
    }

    private static int port(String value) throws RefusedException {
        int port;
        try {
            port = value.isEmpty() ? 0 : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new RefusedException(400, "unable to parse \"" + value + "\" as a port: " + e.getMessage(), e);
        }
        if (value.isEmpty()) {
            throw new RefusedException(400, "query parameter \"port\" cannot be empty");
        }
        if (port < 1 || port > 0xffff) {
            throw new RefusedException(400, "port \"" + value + "\" must be > 0");
        }
        return port;
    }
}
