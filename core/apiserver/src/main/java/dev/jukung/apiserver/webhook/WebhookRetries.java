package dev.jukung.apiserver.webhook;

import dev.jukung.base.Clock;
import dev.jukung.value.ObjectValue;
import java.time.Duration;

/**
 * Asks a webhook up to five times, with growing pauses, where a failure may pass: webhooks of authentication, authorization
 * and images, whose answer a request cannot do without. Thread-safe.
 */
public final class WebhookRetries {
    /** What Kubernetes waits before the second question. */
    public static final Duration STANDARD_PAUSE = Duration.ofMillis(500);

    private static final int ATTEMPTS = 5;

    private final WebhookClient client;
    private final Clock clock;
    private final Duration firstPause;

    public WebhookRetries(WebhookClient client, Clock clock, Duration firstPause) {
        this.client = client;
        this.clock = clock;
        this.firstPause = firstPause;
    }

    /** @param timeout of a single question */
    public ObjectValue call(WebhookTarget target, ObjectValue review, Duration timeout)
            throws WebhookException, InterruptedException {
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            try {
                return client.call(target, review, timeout);
            } catch (WebhookException e) {
                if (!e.passes() || attempt == ATTEMPTS) {
                    throw e;
                }
            }
            clock.sleep(pause);
            pause = pause.multipliedBy(3).dividedBy(2);
        }
    }
}
