package dev.jukung.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    private static final byte[] ITEM = "{\"name\":\"x\"}".getBytes(StandardCharsets.UTF_8);

    @Test
    void putsAListTogetherFromStoredBytes() throws IOException {
        JsonWriter writer = new JsonWriter(16);

        writer.beginObject().key("kind").value("List").key("empty").beginArray().endArray();
        writer.key("items")
                .beginArray()
                .raw(ITEM)
                .raw(ITEM)
                .value(1L)
                .beginObject()
                .endObject()
                .endArray();
        writer.endObject().newline();

        assertThat(writer.toByteArray())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"kind\":\"List\",\"empty\":[],\"items\":[{\"name\":\"x\"},{\"name\":\"x\"},1,{}]}\n");
    }

    @Test
    void handsOnBlocksAndKeepsMemoryBounded() throws IOException {
        List<Integer> blocks = new ArrayList<>();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        JsonWriter writer = new JsonWriter((buffer, offset, length) -> {
            blocks.add(length);
            all.write(buffer, offset, length);
        });

        writer.beginArray();
        for (int i = 0; i < 20_000; i++) {
            writer.raw(ITEM);
        }
        byte[] large = ("\"" + "x".repeat(JsonWriter.BLOCK_BYTES) + "\"").getBytes(StandardCharsets.UTF_8);
        writer.raw(large).endArray().flush();

        assertThat(blocks).hasSizeGreaterThan(5).allMatch(length -> length <= JsonWriter.BLOCK_BYTES + 1024);
        assertThat((ListValue) Json.parse(all.toByteArray())).hasSize(20_001);
        assertThat(writer.toByteArray()).isEmpty();
    }

    @Test
    void eventsFollowEachOtherInLines() throws IOException {
        JsonWriter writer = new JsonWriter(16);

        writer.raw(ITEM).newline().raw(ITEM).newline();

        assertThat(writer.toByteArray()).asString(StandardCharsets.UTF_8).isEqualTo("{\"name\":\"x\"}\n".repeat(2));
    }

    @Test
    void passesOnTheFailureOfItsSink() {
        JsonWriter writer = new JsonWriter((buffer, offset, length) -> {
            throw new IOException("connection reset");
        });

        assertThatThrownBy(() -> writer.value("x").flush()).isInstanceOf(IOException.class);
    }

    @Test
    void refusesWhatIsNoValue() {
        assertThatThrownBy(() -> new JsonWriter(16).value(1)).hasMessage("not a value: java.lang.Integer");
    }
}
