package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class WriteTest {
    private static final Key KEY = new Key("pods", "default/a");

    @Test
    void whatTheWriterKnowsIsThereBeforeAnybodyAsks() {
        Write.Put put = new Write.Put(
                KEY,
                "v=;".getBytes(UTF_8),
                2,
                Optional.of(entry -> "known of " + new String(entry.value(), UTF_8) + " at " + entry.modified()));

        Entry entry = put.entry(new Revision(3), new Revision(7));

        assertThat(entry.<String>decoded(_ -> "asked too late")).isEqualTo("known of v=7; at 7");
        assertThat(entry.created()).isEqualTo(new Revision(3));
    }

    @Test
    void whoKnowsNothingLeavesItToTheFirstWhoAsks() {
        Entry entry = new Write.Put(KEY, "v".getBytes(UTF_8)).entry(new Revision(3), new Revision(3));

        assertThat(entry.<String>decoded(_ -> "asked")).isEqualTo("asked");
    }
}
