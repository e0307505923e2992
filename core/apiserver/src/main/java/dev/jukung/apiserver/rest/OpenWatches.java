package dev.jukung.apiserver.rest;

import dev.jukung.http.Response;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The watches that are being served, so that they can be ended before the server goes. Thread-safe. */
public final class OpenWatches {
    private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /** @param end lets the answer's stream come to its end; may be called from any thread, and more than once */
    Response tracked(Response response, Runnable end) {
        Response.Body body =
                switch (response.body()) {
                    case Response.Bytes bytes -> bytes;
                    case Response.Stream(Response.Writer writer) ->
                        new Response.Stream(sink -> {
                            track(end);
                            try {
                                writer.write(sink);
                            } finally {
                                ends.remove(end);
                            }
                        });
                    case Response.Upgraded(Response.Session session) ->
                        new Response.Upgraded((in, out) -> {
                            track(end);
                            try {
                                session.serve(in, out);
                            } finally {
                                ends.remove(end);
                            }
                        });
                };
        return new Response(response.status(), response.headers(), body);
    }

    private void track(Runnable end) {
        ends.add(end);
        if (ended) {
            end.run();
        }
    }

    /** Ends them all, and those that come later at once. */
    public void endAll() {
        ended = true;
        ends.forEach(Runnable::run);
    }
}
