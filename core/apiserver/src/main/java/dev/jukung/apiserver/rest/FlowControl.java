package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.flowcontrol.FlowController;
import dev.jukung.apiserver.flowcontrol.FlowController.Entry;
import dev.jukung.http.Filter;
import dev.jukung.http.Handler;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;

/**
 * Lets a request wait for its turn, or refuses it, as priority and fairness say. What lasts is not counted, except for the
 * beginning of a watch.
 */
record FlowControl(FlowController controller, WorkEstimate estimate) implements Filter {
    @Override
    public Response filter(Request request, Handler next) throws InterruptedException {
        RequestInfo info = RequestInfo.of(request);
        if (info.longRunning() && !info.verb().equals("watch")) {
            return next.handle(request);
        }
        Entry entry = controller.enter(
                info.attributes(Filters.USER.get(), request), seatsMax -> estimate.seats(request, info, seatsMax));
        return switch (entry) {
            case Entry.Refused refused ->
                told(
                        new Response(
                                429,
                                Headers.of(
                                        "Retry-After",
                                        Long.toString(refused.retryAfterSeconds()),
                                        "Content-Type",
                                        "text/plain; charset=utf-8",
                                        "X-Content-Type-Options",
                                        "nosniff"),
                                Response.text(429, "Too many requests, please try again later.\n")
                                        .body()),
                        refused);
            case Entry.Running running -> {
                try {
                    yield told(next.handle(request), running);
                } finally {
                    running.leave();
                }
            }
        };
    }

    private static Response told(Response response, Entry entry) {
        Headers headers = response.headers()
                .plus("X-Kubernetes-PF-FlowSchema-UID", entry.schemaUid())
                .plus("X-Kubernetes-PF-PriorityLevel-UID", entry.levelUid());
        return new Response(response.status(), headers, response.body());
    }
}
