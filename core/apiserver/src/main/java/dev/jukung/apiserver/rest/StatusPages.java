package dev.jukung.apiserver.rest;

import dev.jukung.base.Clock;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.model.Views;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** {@code /statusz} and {@code /flagz}: what the server is and how it was started, as a text or as an object. Immutable. */
public final class StatusPages {
    private static final String STATUS = "Statusz";
    private static final String FLAGS = "Flagz";
    private static final String GROUP = "config.k8s.io";
    private static final String OLD = "v1alpha1";
    private static final List<String> VERSIONS = List.of(OLD, "v1beta1");
    private static final List<String> PATHS =
            List.of("/flagz", "/healthz", "/livez", "/metrics", "/readyz", "/statusz", "/version");
    private static final String HEAD = """

            apiserver %s
            Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only.
            """;
    private static final DateTimeFormatter UNIX =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss 'UTC' yyyy", Locale.ROOT);

    private final SortedMap<String, String> flags;
    private final Clock clock;
    private final Instant started;

    /** @param flags by name, with what they are now */
    public StatusPages(SortedMap<String, String> flags, Clock clock) {
        this.flags = flags;
        this.clock = clock;
        started = clock.now();
    }

    /** Empty where the path is none of them. */
    Optional<Response> answer(String path, Request request) {
        return switch (path) {
            case "/statusz" -> Optional.of(page(STATUS, request));
            case "/flagz" -> Optional.of(page(FLAGS, request));
            default -> Optional.empty();
        };
    }

    private Response page(String kind, Request request) {
        for (Accept clause : Accept.parse(request.header("Accept").orElse(""))) {
            if (clause.parameters().isEmpty() && clause.covers("text/plain")) {
                String text =
                        HEAD.formatted(kind.toLowerCase(Locale.ROOT)) + (kind.equals(STATUS) ? status() : flags());
                return Response.text(200, text);
            }
            boolean known = clause.parameter("as").equals(kind)
                    && clause.parameter("g").equals(GROUP)
                    && VERSIONS.contains(clause.parameter("v"));
            if (known && clause.covers("application/json")) {
                return object(kind, clause.parameter("v"), "application/json");
            }
            if (known && clause.covers("application/yaml")) {
                return object(kind, clause.parameter("v"), "application/yaml");
            }
        }
        throw Format.notAcceptable("application/json, application/yaml, text/plain");
    }

    private String status() {
        Duration up = Duration.between(started, clock.now());
        return """

                Started= %s
                Up= %d hr %02d min %02d sec
                Go version= %s
                Binary version= %s
                Emulation version= %s
                Paths= %s
                """.formatted(
                        UNIX.format(started.atOffset(ZoneOffset.UTC)),
                        up.toHours(),
                        up.toMinutesPart(),
                        up.toSecondsPart(),
                        ServerVersion.document().text("goVersion", ""),
                        binary(),
                        emulation(),
                        String.join(" ", PATHS));
    }

    private static String binary() {
        return ServerVersion.GIT_VERSION.replaceAll("^v|\\+.*$", "");
    }

    private static String emulation() {
        return ServerVersion.document().text("emulationMajor", "") + "."
                + ServerVersion.document().text("emulationMinor", "");
    }

    private String flags() {
        return flags.entrySet().stream()
                .map(flag -> flag.getKey() + " " + flag.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private Response object(String kind, String version, String type) {
        ObjectValue head = ObjectValue.of(
                "kind", kind, "apiVersion", GROUP + "/" + version, "metadata", ObjectValue.of("name", "apiserver"));
        ObjectValue tree = kind.equals(STATUS) ? status(head) : head.with("flags", flagTree());
        String text = type.endsWith("json") ? Json.pretty(tree, 2) : Yaml.write(tree);
        Headers headers = Headers.of("Content-Type", type + ";g=" + GROUP + ";v=" + version + ";as=" + kind);
        Response response = new Response(200, headers, new Response.Bytes(text.getBytes(StandardCharsets.UTF_8)));
        String deprecated = "This version of the " + kind.toLowerCase(Locale.ROOT)
                + " endpoint is deprecated. Please use a newer version.";
        return version.equals(OLD) ? Answers.warned(response, List.of(deprecated)) : response;
    }

    private ObjectValue status(ObjectValue head) {
        return head.with("startTime", Views.fromTime(started))
                .with("uptimeSeconds", Duration.between(started, clock.now()).toSeconds())
                .with("goVersion", ServerVersion.document().text("goVersion", ""))
                .with("binaryVersion", binary())
                .with("emulationVersion", emulation())
                .with("paths", ListValue.copyOf(PATHS));
    }

    private ObjectValue flagTree() {
        ObjectValue.Builder tree = ObjectValue.builder();
        for (Map.Entry<String, String> flag : flags.entrySet()) {
            tree.set(flag.getKey(), flag.getValue());
        }
        return tree.build();
    }
}
