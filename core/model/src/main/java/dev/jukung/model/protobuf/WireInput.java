package dev.jukung.model.protobuf;

import dev.jukung.value.ParseException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The wire format, read from a part of an array. Throws {@link ParseException} for what is none. Confined to one thread. */
final class WireInput {
    private final byte[] bytes;
    private final int end;
    private int at;

    WireInput(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        at = from;
        end = to;
    }

    boolean more() {
        return at < end;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw new ParseException("unexpected EOF");
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new ParseException("proto: integer overflow");
    }

    private int take(long length) {
        if (length < 0) {
            throw new ParseException("proto: negative length found during unmarshaling");
        }
        if (length > end - at) {
            throw new ParseException("unexpected EOF");
        }
        int start = at;
        at += (int) length;
        return start;
    }

    WireInput part() {
        int start = take(varint());
        return new WireInput(bytes, start, at);
    }

    String text() {
        int start = take(varint());
        return new String(bytes, start, at - start, StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        int start = take(varint());
        return Arrays.copyOfRange(bytes, start, at);
    }

    double fixed64() {
        int start = take(8);
        return ByteBuffer.wrap(bytes, start, 8).order(ByteOrder.LITTLE_ENDIAN).getDouble();
    }

    /** Leaves out the value of a field that nobody knows. */
    void skip(int wireType) {
        switch (wireType) {
            case WireForm.VARINT -> varint();
            case WireForm.FIXED64 -> take(8);
            case WireForm.DELIMITED -> take(varint());
            case 5 -> take(4);
            default -> throw new ParseException("proto: illegal wireType " + wireType);
        }
    }
}
