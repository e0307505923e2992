package dev.jukung.app.demo;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks the application from this machine, through a port of the node. Ports open a moment after Pods are Ready, so what
 * cannot be reached is tried again for a while. Confined to one thread.
 */
final class OutsideClient implements AutoCloseable {
    private static final int ANSWER_BYTES_MAX = 64 * 1024;
    private static final int TRIES_MAX = 20;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CommandContext context;
    private final HttpClient http;

    OutsideClient(CommandContext context) {
        this.context = context;
        HttpClient.Options options =
                HttpClient.Options.of("demo-client", ClientTls.SYSTEM, context.clock(), (where, bug) -> {
                    context.say("error.bug", where + ": " + bug);
                });
        http = new HttpClient(options.withTimeouts(PATIENCE, PATIENCE));
    }

    String get(String url) throws InterruptedException {
        return answer(ClientRequest.get(URI.create(url)).with("Connection", "close"));
    }

    /** @param form as {@code a=b&c=d} */
    String post(String url, String form) throws InterruptedException {
        return answer(ClientRequest.of("POST", URI.create(url))
                .withBody("application/x-www-form-urlencoded", form.getBytes(StandardCharsets.UTF_8)));
    }

    private String answer(ClientRequest request) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try (ClientResponse response = http.send(request)) {
                String body = new String(response.bytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8).strip();
                if (response.status() >= 300) {
                    throw new CommandException(
                            ExitCode.FAILED, request.uri() + ": HTTP " + response.status() + " " + body);
                }
                return body;
            } catch (IOException e) {
                if (tries == TRIES_MAX) {
                    throw new CommandException(ExitCode.NETWORK, request.uri() + ": " + e.getMessage(), e);
                }
            }
            context.clock().sleep(BETWEEN_TRIES);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
