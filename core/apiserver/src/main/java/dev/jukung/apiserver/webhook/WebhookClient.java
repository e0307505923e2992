package dev.jukung.apiserver.webhook;

import dev.jukung.apiserver.tracing.Span;
import dev.jukung.apiserver.tracing.Steps;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.HttpClient;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks webhooks: a POST of a review over HTTPS, the answer's object back. Connections are kept and shared. Nothing is tried
 * again but what the other side has certainly not seen. Answers are read up to a limit. Thread-safe; calls block.
 */
public final class WebhookClient implements AutoCloseable {
    /** Several times the largest object, as a patch in base64 may be. */
    private static final int RESPONSE_BYTES_MAX = 16 * 1024 * 1024;

    private static final String JSON = "application/json";

    private final ServiceResolver services;
    private final WebhookConnections connections;
    private final Clock clock;

    public WebhookClient(ServiceResolver services, Clock clock, Faults faults) {
        this.services = services;
        this.clock = clock;
        connections = new WebhookConnections(clock, faults);
    }

    /**
     * Asks and returns the object answered with, whatever kind it says it is.
     *
     * @param timeout from now to the last byte of the answer
     */
    public ObjectValue call(WebhookTarget target, ObjectValue review, Duration timeout)
            throws WebhookException, InterruptedException {
        return call(target, review, timeout, Steps.NONE);
    }

    /** @param span of whose trace the webhook is told */
    public ObjectValue call(WebhookTarget target, ObjectValue review, Duration timeout, Span span)
            throws WebhookException, InterruptedException {
        try (WebhookConnections.Lease lease = connections.lease(target)) {
            return ask(target, lease.client(), Json.bytes(review), timeout, span);
        }
    }

    private ObjectValue ask(WebhookTarget target, HttpClient client, byte[] body, Duration timeout, Span span)
            throws WebhookException, InterruptedException {
        long deadline = clock.nanos() + timeout.toNanos();
        ClientResponse response;
        try {
            response = Steps.sent(span, request(target).withBody(JSON, body).withTimeout(timeout), client::send);
        } catch (IOException e) {
            throw unanswered(target, e, e instanceof SocketTimeoutException && clock.nanos() - deadline >= 0);
        }
        AtomicBoolean late = new AtomicBoolean();
        Clock.Timer timer = clock.after(Duration.ofNanos(deadline - clock.nanos()), () -> {
            late.set(true);
            response.close();
        });
        try (response) {
            return WebhookAnswers.read(response, RESPONSE_BYTES_MAX);
        } catch (IOException e) {
            String why = late.get() ? "context deadline exceeded" : String.valueOf(e.getMessage());
            throw WebhookException.unanswered(
                    "unexpected error when reading response body. Please retry. Original error: " + why, e);
        } catch (ParseException e) {
            throw WebhookException.answered(503, "couldn't get version/kind; json parse error: " + e.getMessage(), e);
        } finally {
            timer.cancel();
        }
    }

    private ClientRequest request(WebhookTarget target) throws IOException {
        ClientRequest request =
                switch (target.place()) {
                    case WebhookTarget.Place.Url _ -> ClientRequest.of("POST", uri(target.shown()));
                    case WebhookTarget.Place.Service service -> {
                        String address = services.resolve(service.namespace(), service.name(), service.port());
                        String host = WebhookTarget.host(service);
                        String below = target.shown().substring("https://".length() + host.length());
                        yield ClientRequest.of("POST", uri("https://" + address + below))
                                .with("Host", host);
                    }
                };
        ClientRequest complete = request.with("Accept", JSON + ", */*").with("User-Agent", "kube-apiserver-admission");
        return target.credentials()
                .token()
                .map(token -> complete.with("Authorization", "Bearer " + token))
                .orElse(complete);
    }

    private static URI uri(String text) throws IOException {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && "https".equalsIgnoreCase(uri.getScheme())) {
                return uri;
            }
            throw new IOException("no https URL with a host: " + text);
        } catch (URISyntaxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static WebhookException unanswered(WebhookTarget target, IOException e, boolean late) {
        String why = late ? "context deadline exceeded" : String.valueOf(e.getMessage());
        return WebhookException.unanswered(
                "Post \"" + target.shown() + "\": " + (why.equals("unexpected EOF") ? "EOF" : why), e);
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        connections.close();
    }
}
