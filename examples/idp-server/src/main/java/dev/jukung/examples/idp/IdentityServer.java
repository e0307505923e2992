package dev.jukung.examples.idp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The service: the JDK's HTTP server with a virtual thread per request. Thread-safe. */
public final class IdentityServer implements AutoCloseable {
    private static final int LARGEST_BODY_BYTES = 16 * 1024;
    private static final int SECONDS_FOR_LAST_REQUESTS = 5;

    private final Settings settings;
    private final Clients clients;
    private final Revocations revocations;
    private final Endpoints endpoints;
    private final HttpServer server;
    private final ExecutorService requests;

    private IdentityServer(Settings settings, InstantSource clock) throws IOException {
        this.settings = settings;
        this.clients = settings.postgres()
                .<Clients>map(postgres -> new PostgresClients(postgres, settings.clients()))
                .orElseGet(() -> Clients.inMemory(settings.clients()));
        this.revocations = settings.redis()
                .<Revocations>map(redis -> new RedisRevocations(redis, clock))
                .orElseGet(() -> Revocations.inMemory(clock));
        SigningKey key = settings.signingKey().map(SigningKey::parse).orElseGet(SigningKey::generate);
        this.endpoints = new Endpoints(
                new Endpoints.Identity(
                        settings.pod(), settings.environment(), settings.issuer(), settings.tokenLifetime()),
                clients,
                revocations,
                new Tokens(settings.issuer(), settings.tokenLifetime(), key, revocations, clock),
                key,
                settings.smtp().map(Notices::smtp).orElseGet(Notices::logged));
        this.requests = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("request-", 0).factory());
        this.server = HttpServer.create(new InetSocketAddress(settings.port()), 0);
        server.setExecutor(requests);
        server.createContext("/", this::serve);
    }

    static IdentityServer start(Settings settings, InstantSource clock) throws IOException {
        IdentityServer started = new IdentityServer(settings, clock);
        started.server.start();
        return started;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY_BYTES + 1);
            Endpoints.Answer answer = body.length > LARGEST_BODY_BYTES
                    ? Endpoints.Answer.json(413, Map.of("error", "request_too_large"))
                    : endpoints.answer(new Endpoints.Request(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getPath(),
                            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                                    .orElse(""),
                            form(new String(body, StandardCharsets.UTF_8))));
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.code(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static void train() throws IOException {
        Map<String, String> environment = Map.of("PORT", "0", "CLIENTS", "train:train:read:train@localhost");
        try (IdentityServer server = start(Settings.parse(environment), InstantSource.system())) {
            for (String path : List.of("/", "/healthz", "/readyz", "/jwks")) {
                Get.print("http://localhost:" + server.port() + path, System.out);
            }
            String credentials = "client_id=train&client_secret=train&";
            Endpoints.Answer answer = server.endpoints.answer(new Endpoints.Request(
                    "POST", "/token", "", form(credentials + "grant_type=client_credentials&scope=read")));
            String token = answer.body().replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
            for (String path : List.of("/introspect", "/revoke")) {
                Log.line(server.endpoints
                        .answer(new Endpoints.Request("POST", path, "", form(credentials + "token=" + token)))
                        .body());
            }
        }
    }

    /** {@code a=b&c=d}; what cannot be decoded is left out, and then missing where it is asked for. */
    static Map<String, String> form(String body) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : body.strip().split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    fields.put(
                            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException _) {
                    continue;
                }
            }
        }
        return fields;
    }

    /**
     * Ends in the order that loses no request: unready first, then a while in which proxies take note and requests are still
     * served, then no new connections, then the ones under way.
     */
    @Override
    public void close() {
        endpoints.end();
        try {
            Thread.sleep(settings.drain());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // asked to hurry
        }
        server.stop(SECONDS_FOR_LAST_REQUESTS);
        requests.close();
        clients.close();
        revocations.close();
    }

    /**
     * Without arguments the service. {@code get URL…} prints what URLs answer, for images that have no curl;
     * {@code train} does once what a service does in its first seconds, for the start-up cache of the image.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length > 1 && arguments[0].equals("get")) {
            System.exit(Get.printAll(List.of(arguments).subList(1, arguments.length), System.out));
        }
        if (arguments.length == 1 && arguments[0].equals("train")) {
            train();
            return;
        }
        Settings settings;
        try {
            settings = Settings.parse(System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("idp-server: " + e.getMessage());
            System.exit(2);
            return;
        }
        IdentityServer server = start(settings, InstantSource.system());
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            Log.line("ending");
                            server.close();
                            Log.line("ended");
                            ended.countDown();
                        },
                        "end"));
        Log.line("idp-server serves on port " + server.port() + ": clients in "
                + settings.postgres().map(postgres -> "PostgreSQL " + postgres).orElse("memory") + ", revocations in "
                + settings.redis().map(redis -> "Redis " + redis).orElse("memory") + ", key from "
                + (settings.signingKey().isPresent() ? "SIGNING_KEY" : "this process"));
        ended.await();
    }
}
