package dev.jukung.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestsTest {
    @Test
    void atMostSoManyAreSent() {
        Requests endless = () -> Optional.of(Exchange.get("/version"));

        Requests two = endless.atMost(2);

        assertThat(two.next()).isPresent();
        assertThat(two.next()).isPresent();
        assertThat(two.next()).isEmpty();
        assertThat(two.next()).isEmpty();
    }
}
