package dev.jukung.apiserver.rest;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a component on this machine at the port where Kubernetes has it, whatever certificate it shows. Immutable. */
public record ComponentProbe(int port, Clock clock, Faults faults) implements ComponentStatuses.Check {
    public static final int CONTROLLER_MANAGER_PORT = 10257;
    public static final int SCHEDULER_PORT = 10259;

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int ANSWER_BYTES_MAX = 10 * 1024;
    private static final int OK = 200;
    private static final int FAILURE = 400;

    @Override
    public ComponentStatuses.Finding ask() throws InterruptedException {
        URI address = URI.create("https://127.0.0.1:" + port + "/healthz");
        HttpClient.Options options = HttpClient.Options.of("componentstatus", ClientTls.trustingAnyone(), clock, faults)
                .withTimeouts(TIMEOUT, TIMEOUT);
        try (HttpClient client = new HttpClient(options);
                ClientResponse response = client.send(ClientRequest.get(address))) {
            String said = new String(response.bytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
            boolean healthy = response.status() >= OK && response.status() < FAILURE;
            return new ComponentStatuses.Finding(
                    healthy, healthy ? said : "HTTP probe failed with statuscode: " + response.status());
        } catch (IOException e) {
            return new ComponentStatuses.Finding(false, "Get \"" + address + "\": " + e.getMessage());
        }
    }
}
