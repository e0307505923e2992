package dev.jukung.model.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Values;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What kube-apiserver v1.36.3 answered when the same object was asked for in both forms. A line of the resource is the JSON,
 * a tab, and the protobuf in base64; the objects are ours, and what the server made of them.
 */
class TranscriptTest {
    record Answer(ObjectValue json, byte[] protobuf) {
        @Override
        public String toString() {
            return json.text("apiVersion", "") + " " + json.text("kind", "") + " "
                    + json.object("metadata").text("name", "");
        }
    }

    static Stream<Answer> answers() throws IOException {
        try (InputStream in = TranscriptTest.class.getResourceAsStream("transcripts.txt.gz")) {
            assertThat(in).isNotNull();
            String text = new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8);
            List<Answer> answers = text.lines()
                    .map(line -> line.split("\t"))
                    .map(parts -> new Answer(
                            Json.parseObject(parts[0]), Base64.getDecoder().decode(parts[1])))
                    .toList();
            return answers.stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void theSameTreeIsWrittenByteForByte(Answer answer) {
        byte[] written = Protobuf.write(answer.json());

        assertThat(read(written)).isEqualTo(read(answer.protobuf())); // readable where they differ
        assertThat(written).isEqualTo(answer.protobuf());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void nothingIsLostInReading(Answer answer) {
        assertThat(Protobuf.write(read(answer.protobuf()))).isEqualTo(answer.protobuf());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void theEnvelopeFitsAroundAMessageThatWasWrittenBefore(Answer answer) {
        String apiVersion = answer.json().text("apiVersion", "");
        String kind = answer.json().text("kind", "");

        List<byte[]> parts = Protobuf.object(apiVersion, kind, Protobuf.message(answer.json()));

        assertThat(joined(parts)).isEqualTo(answer.protobuf());
    }

    static Stream<Answer> listed() throws IOException {
        return answers()
                .filter(answer -> Protobuf.knows(
                        answer.json().text("apiVersion", ""), answer.json().text("kind", "") + "List"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("listed")
    void aListOfWrittenItemsIsTheListWrittenAtOnce(Answer answer) {
        String apiVersion = answer.json().text("apiVersion", "");
        String kind = answer.json().text("kind", "") + "List";
        ObjectValue metadata = ObjectValue.of("resourceVersion", "7", "continue", "more");
        ObjectValue list = ObjectValue.of("kind", kind, "apiVersion", apiVersion, "metadata", metadata)
                .with("items", ListValue.of(answer.json(), answer.json()));
        byte[] item = Protobuf.message(answer.json());

        List<byte[]> parts = Protobuf.list(apiVersion, kind, metadata, List.of(item, item));

        assertThat(joined(parts)).isEqualTo(Protobuf.write(list));
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static ObjectValue read(byte[] protobuf) {
        return (ObjectValue) Values.sorted(Protobuf.read(protobuf, "", ""));
    }
}
