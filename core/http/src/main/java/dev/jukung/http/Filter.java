package dev.jukung.http;

import java.util.List;

/**
 * Adds one concern in front of a handler. It has to return a response, its own or {@code next}'s, so
 * a filter that neither answers nor passes the request on does not compile.
 */
@FunctionalInterface
public interface Filter {
    Response filter(Request request, Handler next) throws InterruptedException;

    /** Bound once, at startup; the result is immutable and shared by all requests. */
    static Handler chain(List<Filter> outermostFirst, Handler endpoint) {
        Handler handler = endpoint;
        for (Filter filter : outermostFirst.reversed()) {
            Handler next = handler;
            handler = request -> filter.filter(request, next);
        }
        return handler;
    }
}
