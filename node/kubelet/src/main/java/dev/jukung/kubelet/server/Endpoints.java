package dev.jukung.kubelet.server;

import dev.jukung.http.Handler;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.kubelet.container.RuntimeFailure;
import java.util.List;
import java.util.Set;

/** From a path to who answers, after everybody has shown who they are. Thread-safe. */
final class Endpoints implements Handler {
    private static final Set<String> STREAMING = Set.of("GET", "POST");

    private final AccessControl access;
    private final ContainerLogs logs;
    private final ContainerStreams streams;
    private final NodePages pages;

    Endpoints(AccessControl access, ContainerLogs logs, ContainerStreams streams, NodePages pages) {
        this.access = access;
        this.logs = logs;
        this.streams = streams;
        this.pages = pages;
    }

    @Override
    public Response handle(Request request) throws InterruptedException {
        List<String> path = List.of(request.path().substring(1).split("/", -1));
        String top = path.getFirst();
        pages.counts().began();
        Response response;
        try {
            access.check(request);
            response = answer(request, top, path.subList(1, path.size()));
        } catch (RefusedException e) {
            response = e.response();
        } catch (RuntimeFailure e) {
            response = Response.text(e.code() == RuntimeFailure.Code.NOT_FOUND ? 404 : 500, e.getMessage());
        } finally {
            pages.counts().ended();
        }
        pages.counts().answered(request.method(), top, response.status());
        return response;
    }

    private Response answer(Request request, String top, List<String> below)
            throws RefusedException, InterruptedException {
        return switch (top) {
            case "containerLogs" -> {
                allow(request, Set.of("GET"));
                if (below.size() != 3) {
                    throw notFound();
                }
                yield logs.answer(request, below.get(0), below.get(1), below.get(2));
            }
            case "exec" -> {
                allow(request, STREAMING);
                yield streams.exec(request, PodPath.ofContainer(below).orElseThrow(Endpoints::notFound));
            }
            case "attach" -> {
                allow(request, STREAMING);
                yield streams.attach(request, PodPath.ofContainer(below).orElseThrow(Endpoints::notFound));
            }
            case "portForward" -> {
                allow(request, STREAMING);
                yield streams.portForward(request, PodPath.ofPod(below).orElseThrow(Endpoints::notFound));
            }
            case "run" -> {
                allow(request, Set.of("POST"));
                yield streams.run(request, PodPath.ofContainer(below).orElseThrow(Endpoints::notFound));
            }
            case "logs" -> throw new RefusedException(405, "logs endpoint is disabled.\n");
            default -> {
                Response page = pages.find(request, String.join("/", pathOf(top, below)))
                        .orElseThrow(Endpoints::notFound);
                allow(request, Set.of("GET", "HEAD"));
                yield page;
            }
        };
    }

    private static List<String> pathOf(String top, List<String> below) {
        List<String> path = new java.util.ArrayList<>(List.of(top));
        below.stream().filter(segment -> !segment.isEmpty()).forEach(path::add); // with or without a last slash
        return path;
    }

    private static RefusedException notFound() {
        return new RefusedException(404, "404: Page Not Found");
    }

    private static void allow(Request request, Set<String> methods) throws RefusedException {
        if (!methods.contains(request.method())) {
            throw new RefusedException(405, "405: Method Not Allowed");
        }
    }
}
