package dev.jukung.bench.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTest {
    @ParameterizedTest
    @CsvSource({
        "dev.jukung.value.JsonReader dev.jukung.apiserver.rest.Bodies dev.jukung.http.Dispatcher, parsing the body",
        "java.util.HashMap dev.jukung.apiserver.rest.Filters$Authorization dev.jukung.http.Dispatcher, "
                + "the rest of the API server",
        "dev.jukung.schema.Validation dev.jukung.apiserver.registry.Writer, validation by schema",
        "io.netty.handler.ssl.SslHandler dev.jukung.http.Http2Handler, HTTP and TLS in Netty",
        "org.rocksdb.RocksDB dev.jukung.store.RocksDbDurability, the store",
        "java.util.concurrent.ForkJoinPool java.lang.Thread, the JDK and the rest",
    })
    void theInnermostFrameThatIsKnownCounts(String frames, String phase) {
        assertThat(Profile.phase(List.of(frames.split(" ")))).isEqualTo(phase);
    }
}
