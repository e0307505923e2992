package dev.jukung.model.protobuf;

import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        WireOutput out = new WireOutput(EXPECTED_BYTES);
        end(out);
        int raw = out.length();
        new WireWriter(out).message(known(apiVersion, kind), object);
        begin(out, apiVersion, kind, out.length() - raw);
        return out.toByteArray();
    }

    /** The message of an object, without envelope: what a list has of each of its items. */
    public static byte[] message(ObjectValue object) {
        WireOutput out = new WireOutput(EXPECTED_BYTES);
        new WireWriter(out).message(known(object.text("apiVersion", ""), object.text("kind", "")), object);
        return out.toByteArray();
    }

    /** The envelope around one {@link #message}, which may have been written long before. */
    public static List<byte[]> object(String apiVersion, String kind, byte[] message) {
        return enveloped(apiVersion, kind, List.of(message));
    }

    /**
     * A list, as the parts that stand one after the other.
     *
     * @param kind of the list
     * @param items the {@link #message} of each
     */
    public static List<byte[]> list(String apiVersion, String kind, ObjectValue metadata, List<byte[]> items) {
        WireMessage list = known(apiVersion, kind);
        WireOutput head = new WireOutput(EXPECTED_BYTES);
        new WireWriter(head).message(list, ObjectValue.of("metadata", metadata));
        int number = list.number("items");
        List<byte[]> parts = new ArrayList<>(2 * items.size() + 1);
        parts.add(head.toByteArray());
        for (byte[] item : items) {
            WireOutput start = new WireOutput(0);
            start.varint(item.length);
            start.tag(number, WireForm.DELIMITED);
            parts.add(start.toByteArray());
            parts.add(item);
        }
        return enveloped(apiVersion, kind, parts);
    }

    private static List<byte[]> enveloped(String apiVersion, String kind, List<byte[]> message) {
        WireOutput end = new WireOutput(0);
        end(end);
        WireOutput start = new WireOutput(0);
        begin(start, apiVersion, kind, length(message));
        List<byte[]> parts = new ArrayList<>(message.size() + 2);
        parts.add(start.toByteArray());
        parts.addAll(message);
        parts.add(end.toByteArray());
        return parts;
    }

    private static void begin(WireOutput out, String apiVersion, String kind, long messageBytes) {
        out.varint(messageBytes);
        out.tag(RAW, WireForm.DELIMITED);
        int type = out.length();
        out.text(2, kind);
        out.text(1, apiVersion);
        out.delimit(TYPE, type);
        out.raw(MAGIC);
    }

    private static void end(WireOutput out) {
        out.text(CONTENT_TYPE, "");
        out.text(CONTENT_ENCODING, "");
    }

    private static WireMessage known(String apiVersion, String kind) {
        return WireTable.builtIn().find(apiVersion, kind).orElseThrow(() -> unknown(apiVersion, kind));
    }

    /**
     * Events of a watch: a message without envelope, before which its length stands in four bytes.
     *
     * @param object as {@link #write} gives it, in parts; they are shared, not copied
     */
    public static List<byte[]> frame(String eventType, List<byte[]> object) {
        List<byte[]> event = event(eventType, object);
        List<byte[]> frame = new ArrayList<>(event.size() + 1);
        frame.add(ByteBuffer.allocate(Integer.BYTES)
                .putInt(Math.toIntExact(length(event)))
                .array());
        frame.addAll(event);
        return frame;
    }

    /** An event as it is inside of its frame. */
    public static List<byte[]> event(String eventType, List<byte[]> object) {
        long length = length(object);
        WireOutput head = new WireOutput(0);
        head.varint(length);
        head.tag(1, WireForm.DELIMITED);
        head.varint(length + head.length());
        head.tag(2, WireForm.DELIMITED);
        head.text(1, eventType);
        List<byte[]> event = new ArrayList<>(object.size() + 1);
        event.add(head.toByteArray());
        event.addAll(object);
        return event;
    }

    private static long length(List<byte[]> parts) {
        long length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        return length;
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
