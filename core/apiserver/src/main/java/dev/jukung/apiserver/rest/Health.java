package dev.jukung.apiserver.rest;

import dev.jukung.http.Request;
import dev.jukung.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** {@code /healthz}, {@code /livez} and {@code /readyz} with Kubernetes' checks and format. Thread-safe. */
public final class Health {
    /** A check: empty when it is good, else what is wrong. */
    public interface Check extends Supplier<Optional<String>> {}

    /** Which of the three a check belongs to. */
    public enum Scope {
        ALL,
        /** What makes a server not ready, but not dead. */
        READY,
        /** What a restart could heal. */
        LIVE
    }

    private static final List<String> ENDPOINTS = List.of("healthz", "livez", "readyz");

    private record Named(String name, Scope scope, Check check) {
        boolean in(String endpoint) {
            return switch (scope) {
                case ALL -> true;
                case READY -> endpoint.equals("readyz");
                case LIVE -> !endpoint.equals("readyz");
            };
        }
    }

    private final List<Named> checks = new CopyOnWriteArrayList<>();

    /** Adds a check, which is listed after those that were added before. */
    public void add(String name, Scope scope, Check check) {
        checks.add(new Named(name, scope, check));
    }

    /** Adds a check to all three. */
    public void add(String name, Check check) {
        add(name, Scope.ALL, check);
    }

    /** The paths under which single checks are served. */
    List<String> paths() {
        Set<String> paths = new TreeSet<>();
        for (String endpoint : ENDPOINTS) {
            paths.add("/" + endpoint);
            checks.stream()
                    .filter(check -> check.in(endpoint))
                    .forEach(check -> paths.add("/" + endpoint + "/" + check.name()));
        }
        return List.copyOf(paths);
    }

    /** Every check as a metric: 1 when it is good. */
    String metrics() {
        StringBuilder text =
                new StringBuilder("# HELP kubernetes_healthcheck [STABLE] This metric records the result of a"
                        + " single healthcheck.\n# TYPE kubernetes_healthcheck gauge\n");
        checks.stream().sorted(java.util.Comparator.comparing(Named::name)).forEach(check -> {
            int good = check.check().get().isEmpty() ? 1 : 0;
            ENDPOINTS.stream().filter(check::in).forEach(endpoint -> text.append("kubernetes_healthcheck{name=\"")
                    .append(check.name())
                    .append("\",type=\"")
                    .append(endpoint)
                    .append("\"} ")
                    .append(good)
                    .append('\n'));
        });
        return text.toString();
    }

    /** Answers {@code /readyz}, {@code /readyz/ping} and the like; empty for other paths. */
    public Optional<Response> answer(Request request) {
        for (String endpoint : ENDPOINTS) {
            if (request.path().equals("/" + endpoint)) {
                return Optional.of(all(endpoint, request));
            }
            String prefix = "/" + endpoint + "/";
            if (request.path().startsWith(prefix)) {
                return Optional.of(one(endpoint, request.path().substring(prefix.length())));
            }
        }
        return Optional.empty();
    }

    private Response one(String endpoint, String name) {
        for (Named check : checks) {
            if (check.name().equals(name) && check.in(endpoint)) {
                Optional<String> problem = check.check().get();
                return problem.isEmpty()
                        ? Response.text(200, "ok")
                        : Response.text(500, "internal server error: " + problem.get() + "\n");
            }
        }
        return Refusals.noSuchPath();
    }

    private Response all(String endpoint, Request request) {
        List<String> unknown = new ArrayList<>(new TreeSet<>(request.query().getOrDefault("exclude", List.of())));
        StringBuilder lines = new StringBuilder();
        boolean failed = false;
        for (Named check : checks) {
            if (!check.in(endpoint)) {
                continue;
            }
            if (unknown.remove(check.name()) || excluded(request, check.name())) {
                lines.append("[+]").append(check.name()).append(" excluded: ok\n");
            } else if (check.check().get().isPresent()) {
                failed = true;
                lines.append("[-]").append(check.name()).append(" failed: reason withheld\n");
            } else {
                lines.append("[+]").append(check.name()).append(" ok\n");
            }
        }
        if (!unknown.isEmpty()) {
            lines.append("warn: some health checks cannot be excluded: no matches for ")
                    .append(String.join(
                            ", ",
                            unknown.stream().map(name -> "\"" + name + "\"").toList()))
                    .append('\n');
        }
        if (failed) {
            return plain(500, lines + endpoint + " check failed\n");
        }
        return plain(200, request.query().containsKey("verbose") ? lines + endpoint + " check passed\n" : "ok");
    }

    private static boolean excluded(Request request, String name) {
        return request.query().getOrDefault("exclude", List.of()).contains(name);
    }

    private static Response plain(int status, String text) {
        return Refusals.unsniffed(Response.text(status, text));
    }
}
