package dev.jukung.model.protobuf;

import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Objects of the built-in kinds as {@code application/vnd.kubernetes.protobuf}: four bytes that nothing else begins with,
 * then an envelope with the type and the message. Byte for byte what Go writes. Thread-safe.
 */
public final class Protobuf {
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int EXPECTED_BYTES = 4096;

    /** The numbers of the envelope's fields. */
    private static final int TYPE = 1;

    private static final int RAW = 2;
    private static final int CONTENT_ENCODING = 3;
    private static final int CONTENT_TYPE = 4;

    private Protobuf() {}

    /** Whether objects of this type have a protobuf form. Custom resources and tables have none. */
    public static boolean knows(String apiVersion, String kind) {
        return WireTable.builtIn().find(apiVersion, kind).isPresent();
    }

    /** Writes an object that names its type, which must be {@linkplain #knows known}, and that its schema has decoded. */
    public static byte[] write(ObjectValue object) {
        String apiVersion = object.text("apiVersion", "");
        String kind = object.text("kind", "");
        WireMessage message = WireTable.builtIn().find(apiVersion, kind).orElseThrow(() -> unknown(apiVersion, kind));
        WireOutput out = new WireOutput(EXPECTED_BYTES);
        out.text(CONTENT_TYPE, "");
        out.text(CONTENT_ENCODING, "");
        int raw = out.length();
        new WireWriter(out).message(message, object);
        out.delimit(RAW, raw);
        int type = out.length();
        out.text(2, kind);
        out.text(1, apiVersion);
        out.delimit(TYPE, type);
        out.raw(MAGIC);
        return out.toByteArray();
    }

    /**
     * Events of a watch: a message without envelope, before which its length stands in four bytes.
     *
     * @param object as {@link #write} gives it
     */
    public static byte[] frame(String eventType, byte[] object) {
        byte[] event = event(eventType, object);
        return ByteBuffer.allocate(Integer.BYTES + event.length)
                .putInt(event.length)
                .put(event)
                .array();
    }

    /** An event as it is inside of its frame. */
    public static byte[] event(String eventType, byte[] object) {
        WireOutput out = new WireOutput(object.length + 64);
        int before = out.length();
        out.bytes(1, object);
        out.delimit(2, before);
        out.text(1, eventType);
        return out.toByteArray();
    }

    /**
     * Reads an object of any known type. Throws {@link ParseException} for anything else.
     *
     * @param apiVersion of objects that do not name their own
     * @param kind of objects that do not name their own
     */
    public static ObjectValue read(byte[] bytes, String apiVersion, String kind) {
        if (bytes.length == 0) {
            throw new ParseException("empty data");
        }
        if (bytes.length < MAGIC.length || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new ParseException(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        if (bytes.length == MAGIC.length) {
            throw new ParseException("empty body");
        }
        Envelope envelope = envelope(new WireInput(bytes, MAGIC.length, bytes.length));
        String givenKind = envelope.kind().isEmpty() ? kind : envelope.kind();
        String givenVersion = envelope.apiVersion().isEmpty() ? apiVersion : envelope.apiVersion();
        Optional<WireMessage> message = WireTable.builtIn().find(givenVersion, givenKind);
        if (message.isEmpty()) {
            throw new ParseException(
                    "no kind \"" + givenKind + "\" is registered for version \"" + givenVersion + "\"");
        }
        ObjectValue.Builder object =
                ObjectValue.builder().set("kind", givenKind).set("apiVersion", givenVersion);
        WireReader.message(message.get(), envelope.raw()).forEach(object::set);
        return object.build();
    }

    private record Envelope(String apiVersion, String kind, WireInput raw) {}

    private static Envelope envelope(WireInput in) {
        Envelope envelope = new Envelope("", "", new WireInput(new byte[0], 0, 0));
        while (in.more()) {
            long tag = in.varint();
            switch ((int) (tag >>> 3)) {
                case TYPE -> {
                    WireInput type = in.part();
                    while (type.more()) {
                        long inner = type.varint();
                        switch ((int) (inner >>> 3)) {
                            case 1 -> envelope = new Envelope(type.text(), envelope.kind(), envelope.raw());
                            case 2 -> envelope = new Envelope(envelope.apiVersion(), type.text(), envelope.raw());
                            default -> type.skip((int) inner & 7);
                        }
                    }
                }
                case RAW -> envelope = new Envelope(envelope.apiVersion(), envelope.kind(), in.part());
                default -> in.skip((int) tag & 7);
            }
        }
        return envelope;
    }

    private static IllegalArgumentException unknown(String apiVersion, String kind) {
        return new IllegalArgumentException("no protobuf form of " + apiVersion + " " + kind);
    }
}
