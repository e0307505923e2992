package dev.jukung.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.value.Json;
import dev.jukung.value.ParseException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Messages written out by hand, field by field, from the published numbers of the protobuf definitions. */
class ProtobufReaderTest {
    private static byte[] bytes(int field, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(field << 3 | 2);
        out.write(content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] text(int field, String content) {
        return bytes(field, content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] varint(int field, int small) {
        return new byte[] {(byte) (field << 3), (byte) small};
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] envelope(String apiVersion, String kind, byte[] message) {
        byte[] type = joined(text(1, apiVersion), text(2, kind));
        return joined(new byte[] {'k', '8', 's', 0}, bytes(1, type), bytes(2, message), text(3, ""), text(4, ""));
    }

    @Test
    void aDeploymentWithZeroReplicasKeepsThemAndLosesWhatGoLeftUnset() {
        byte[] metadata = joined(text(1, "web"), text(2, ""), text(3, "default"), bytes(8, new byte[0]), varint(7, 0));
        byte[] spec = joined(varint(1, 0), varint(5, 0), varint(7, 0), bytes(4, text(1, "")));
        byte[] deployment = joined(bytes(1, metadata), bytes(2, spec), bytes(3, varint(1, 0)));

        assertThat(ProtobufReader.shared().read(envelope("apps/v1", "Deployment", deployment)))
                .isEqualTo(Json.parse("""
                        {"apiVersion":"apps/v1","kind":"Deployment",
                         "metadata":{"name":"web","namespace":"default"},"spec":{"replicas":0}}"""));
    }

    @Test
    void aVolumeSourceStandsInItsVolumeAndAnEmptyOneStays() {
        byte[] volume = joined(text(1, "scratch"), bytes(2, bytes(2, new byte[0])));
        byte[] pod = bytes(2, bytes(1, volume));

        assertThat(ProtobufReader.shared().read(envelope("v1", "Pod", pod)).object("spec"))
                .isEqualTo(Json.parse("{\"volumes\":[{\"name\":\"scratch\",\"emptyDir\":{}}]}"));
    }

    @Test
    void whatIsCutOffOrNoObjectIsRefused() {
        byte[] whole = envelope("v1", "Pod", bytes(1, text(1, "web")));
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 6);

        assertThatThrownBy(() -> ProtobufReader.shared().read(cut)).isInstanceOf(ParseException.class);
        assertThatThrownBy(() -> ProtobufReader.shared().read(new byte[] {1, 2, 3}))
                .isInstanceOf(ParseException.class);
        assertThatThrownBy(() -> ProtobufReader.shared().read(envelope("v9", "Nothing", new byte[0])))
                .isInstanceOf(ParseException.class)
                .hasMessageContaining("Nothing");
    }
}
