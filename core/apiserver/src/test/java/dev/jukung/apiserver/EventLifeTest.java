package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.store.RevisionStore;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events end an hour after they were written last ({@code --event-ttl}). */
@Timeout(60)
class EventLifeTest {
    private static final String EVENTS = "/api/v1/namespaces/default/events";
    private static final String EVENT =
            "{\"metadata\":{\"name\":\"e\"},\"involvedObject\":{\"namespace\":\"default\"},\"reason\":\"Tried\"}";
    private static final Duration HALF = Duration.ofMinutes(30);

    private static int code(Requests requests) throws Exception {
        return requests.get(EVENTS + "/e").code();
    }

    @Test
    void anEventEndsAnHourAfterItWasWrittenLast() throws Exception {
        try (Requests requests = new Requests()) {
            assertThat(requests.post(EVENTS, EVENT).code()).isEqualTo(201);
            requests.clock().advance(HALF);
            assertThat(requests.patch(EVENTS + "/e", Requests.MERGE, "{\"count\":2}")
                            .code())
                    .isEqualTo(200);
            requests.clock().advance(HALF.plusMinutes(29));
            assertThat(code(requests)).isEqualTo(200);

            requests.clock().advance(Duration.ofMinutes(2));

            assertThat(code(requests)).isEqualTo(404);
        }
    }

    @Test
    void anEventThatWasThereBeforeTheServerEndsWhenItHasToAsWell() throws Exception {
        try (Requests first = new Requests()) {
            first.post(EVENTS, EVENT);
            RevisionStore left = first.store();
            try (Requests second = new Requests(UnaryOperator.identity(), left::fork)) {
                second.clock().advance(HALF);
                assertThat(code(second)).isEqualTo(200);
                second.clock().advance(HALF.plusMinutes(1));
                assertThat(code(second)).isEqualTo(404);
            }
        }
    }

    @Test
    void withoutALimitEventsStay() throws Exception {
        Operation endless = new Operation(
                Operation.STANDARD.audit(),
                Operation.STANDARD.shutdownDelay(),
                Duration.ZERO,
                Operation.STANDARD.flags(),
                Operation.STANDARD.tracing());
        try (Requests requests = new Requests(config -> config.withOperation(endless))) {
            requests.post(EVENTS, EVENT);
            requests.clock().advance(Duration.ofHours(3));
            assertThat(code(requests)).isEqualTo(200);
        }
    }
}
