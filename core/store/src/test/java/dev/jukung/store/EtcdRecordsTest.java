package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Cause;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdRecordsTest {
    @Test
    void whatIsWrittenIsReadWhateverItHolds() {
        EtcdRecords.Record record = new EtcdRecords.Record(
                "server-7",
                Instant.parse("2026-01-01T00:00:00.123Z"),
                new Cause("jané\\n", "kubectl\t1", "PATCH /api\nnext \\t", 42),
                List.of(
                        new Explained.Touched(new Key("apps/deployments", "default/web"), Explained.Effect.CREATED),
                        new Explained.Touched(new Key("pods", ""), Explained.Effect.DELETED)));

        assertThat(EtcdRecords.record(EtcdRecords.bytes(record))).contains(record);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "restored", "{}", "id\t1", "id\t1\ntime\tyesterday", "time\t2026-01-01T00:00:00Z\na\tb\tc"})
    void whatSomebodyElseHasPutThereIsNone(String text) {
        assertThat(EtcdRecords.record(text.getBytes(UTF_8))).isEmpty();
    }
}
