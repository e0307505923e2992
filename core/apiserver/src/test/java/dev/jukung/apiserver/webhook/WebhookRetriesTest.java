package dev.jukung.apiserver.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.SystemClock;
import dev.jukung.http.Response;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often a webhook is asked that fails. */
class WebhookRetriesTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private final Clock clock = new SystemClock();
    private final Faults faults = (where, bug) -> {
        throw new AssertionError(where, bug);
    };

    @ParameterizedTest(name = "{0} {1} times: asked {2} times")
    @CsvSource({"500,1,2,true", "429,4,5,true", "504,9,5,false", "404,1,1,false", "503,1,1,false"})
    void whatMayPassIsAskedAgain(int code, int failures, int asked, boolean answered) throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (WebhookServer server = new WebhookServer(
                        clock,
                        _ -> count.incrementAndGet() <= failures
                                ? Response.text(code, "no")
                                : Response.of(
                                        200,
                                        "application/json",
                                        "{\"a\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
                WebhookClient client = new WebhookClient((_, _, _) -> "", clock, faults)) {
            WebhookRetries retries = new WebhookRetries(client, clock, SHORT);
            WebhookTarget target =
                    WebhookTarget.of(ObjectValue.of("url", server.url("/"), "caBundle", server.caBundle()));
            if (answered) {
                assertThat(retries.call(target, ObjectValue.EMPTY, Duration.ofSeconds(30)))
                        .isEqualTo(ObjectValue.of("a", 1L));
            } else {
                assertThatThrownBy(() -> retries.call(target, ObjectValue.EMPTY, Duration.ofSeconds(30)))
                        .isInstanceOf(WebhookException.class);
            }
            assertThat(count).hasValue(asked);
        }
    }
}
