package dev.jukung.apiserver.rest;

import dev.jukung.http.Request;
import dev.jukung.http.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /healthz}, {@code /livez} and {@code /readyz} with Kubernetes' checks and format. Thread-safe. */
public final class Health {
    /** A check: empty when it is good, else what is wrong. */
    public interface Check extends Supplier<Optional<String>> {}

    /** Checks that make a server not ready, but not dead. */
    private static final List<String> READY_ONLY = List.of("etcd-readiness", "informer-sync", "shutdown");

    private final Map<String, Check> checks = new LinkedHashMap<>();

    public synchronized void add(String name, Check check) {
        checks.put(name, check);
    }

    private synchronized Map<String, Check> checks() {
        return new LinkedHashMap<>(checks);
    }

    /** Answers {@code /readyz}, {@code /readyz/ping} and the like; empty for other paths. */
    Optional<Response> answer(Request request) {
        for (String endpoint : List.of("healthz", "livez", "readyz")) {
            if (request.path().equals("/" + endpoint) || request.path().equals("/" + endpoint + "/")) {
                return Optional.of(all(endpoint, request));
            }
            String prefix = "/" + endpoint + "/";
            if (request.path().startsWith(prefix)) {
                return Optional.of(one(request.path().substring(prefix.length())));
            }
        }
        return Optional.empty();
    }

    private Response one(String name) {
        Check check = checks().get(name);
        if (check == null) {
            return Response.text(404, "404 page not found\n");
        }
        Optional<String> problem = check.get();
        return problem.isEmpty()
                ? Response.text(200, "ok")
                : Response.text(500, "internal server error: " + problem.get() + "\n");
    }

    private Response all(String endpoint, Request request) {
        List<String> excluded = request.query().getOrDefault("exclude", List.of());
        StringBuilder lines = new StringBuilder();
        List<String> failed = new ArrayList<>();
        checks().forEach((name, check) -> {
            if (READY_ONLY.contains(name) && !endpoint.equals("readyz")) {
                return;
            }
            if (excluded.contains(name)) {
                lines.append("[+]").append(name).append(" excluded: ok\n");
                return;
            }
            Optional<String> problem = check.get();
            if (problem.isPresent()) {
                failed.add(name);
                lines.append("[-]").append(name).append(" failed: reason withheld\n");
            } else {
                lines.append("[+]").append(name).append(" ok\n");
            }
        });
        if (!failed.isEmpty()) {
            return Response.text(500, lines + endpoint + " check failed\n");
        }
        boolean verbose = request.query().containsKey("verbose");
        return Response.text(200, verbose ? lines + endpoint + " check passed\n" : "ok");
    }
}
