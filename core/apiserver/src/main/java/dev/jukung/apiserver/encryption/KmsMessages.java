package dev.jukung.apiserver.encryption;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The few messages of the KMS v2 API and the one that is stored, as protobuf has them. Each has texts, bytes, one map and one
 * number at most, so they are written here instead of being generated. Stateless.
 */
final class KmsMessages {
    private KmsMessages() {}

    /** Fields by their numbers; absent ones are empty. */
    static final class Fields {
        private final SortedMap<Integer, byte[]> values = new TreeMap<>();
        private final SortedMap<String, byte[]> map = new TreeMap<>();
        private long number;

        byte[] bytes(int field) {
            return values.getOrDefault(field, new byte[0]);
        }

        String text(int field) {
            return new String(bytes(field), java.nio.charset.StandardCharsets.UTF_8);
        }

        SortedMap<String, byte[]> map() {
            return map;
        }

        long number() {
            return number;
        }
    }

    /** @param mapField the field of type {@code map<string, bytes>}; 0 where there is none */
    static Fields read(byte[] message, int mapField) throws IOException {
        Fields fields = new Fields();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    byte[] value = in.readByteArray();
                    if (field == mapField) {
                        Fields entry = read(value, 0);
                        fields.map.put(entry.text(1), entry.bytes(2));
                    } else {
                        fields.values.put(field, value);
                    }
                }
                case WireFormat.WIRETYPE_VARINT -> fields.number = in.readInt64();
                default -> in.skipField(tag);
            }
        }
        return fields;
    }

    /** Writes fields in the order in which they are added. Confined to one thread. */
    static final class Writer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

        private interface Step {
            void write() throws IOException;
        }

        private Writer write(Step step) {
            try {
                step.write();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e); // memory does not fail
            }
        }

        Writer bytes(int field, byte[] value) {
            return value.length == 0 ? this : write(() -> out.writeByteArray(field, value));
        }

        Writer text(int field, String value) {
            return value.isEmpty() ? this : write(() -> out.writeString(field, value));
        }

        Writer number(int field, int value) {
            return value == 0 ? this : write(() -> out.writeEnum(field, value));
        }

        Writer map(int field, Map<String, byte[]> values) {
            values.forEach((key, value) -> write(() -> out.writeByteArray(
                    field, new Writer().text(1, key).bytes(2, value).message())));
            return this;
        }

        byte[] message() {
            write(out::flush);
            return bytes.toByteArray();
        }
    }
}
