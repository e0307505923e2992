package dev.jukung.apiserver.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventTimesTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123456789Z");
    private static final String NAME =
            "web.1." + Long.toHexString(TIME.getEpochSecond() * 1_000_000_000L + TIME.getNano());

    @Test
    void theNameSaysWhenItHappenedFirst() {
        assertThat(EventTimes.exact(NAME, Instant.parse("2026-01-01T00:00:00Z")))
                .contains(TIME);
    }

    @Test
    void ofAnEventThatHappenedAgainItDoesNotSayWhen() {
        assertThat(EventTimes.exact(NAME, Instant.parse("2026-01-01T00:00:05Z")))
                .isEmpty();
    }

    @Test
    void otherNamesSayNothing() {
        assertThat(EventTimes.exact("web", TIME)).isEmpty();
        assertThat(EventTimes.exact("web.abc", TIME)).isEmpty();
        assertThat(EventTimes.exact("", TIME)).isEmpty();
    }
}
