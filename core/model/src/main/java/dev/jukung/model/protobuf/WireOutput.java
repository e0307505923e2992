package dev.jukung.model.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Protobuf's wire format, written from its end to its beginning: the length of a part is known once it has been
 * written, so nothing is measured beforehand. Confined to one thread.
 */
final class WireOutput {
    private byte[] buffer;
    private int start;

    WireOutput(int expectedBytes) {
        buffer = new byte[Math.max(64, expectedBytes)];
        start = buffer.length;
    }

    /** How much has been written. */
    int length() {
        return buffer.length - start;
    }

    byte[] toByteArray() {
        return Arrays.copyOfRange(buffer, start, buffer.length);
    }

    private void ensure(int bytes) {
        if (start < bytes) {
            int used = length();
            byte[] larger = new byte[Math.max(Math.multiplyExact(buffer.length, 2), Math.addExact(used, bytes))];
            System.arraycopy(buffer, start, larger, larger.length - used, used);
            buffer = larger;
            start = larger.length - used;
        }
    }

    void raw(byte[] bytes) {
        ensure(bytes.length);
        start -= bytes.length;
        System.arraycopy(bytes, 0, buffer, start, bytes.length);
    }

    void varint(long value) {
        int size = (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
        ensure(size);
        start -= size;
        int at = start;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[at] = (byte) rest;
    }

    void tag(int number, int wireType) {
        varint((long) number << 3 | wireType);
    }

    /** Ends, which is to say begins, a part: its length and tag go before what was written since it was {@code before} long. */
    void delimit(int number, int before) {
        varint(length() - before);
        tag(number, WireForm.DELIMITED);
    }

    void text(int number, String text) {
        int before = length();
        characters(text);
        delimit(number, before);
    }

    private void characters(String text) {
        int length = text.length();
        ensure(length);
        int at = start;
        for (int i = length - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                raw(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            buffer[--at] = (byte) c;
        }
        start = at;
    }

    void integer(int number, long value) {
        varint(value);
        tag(number, WireForm.VARINT);
    }

    void bytes(int number, byte[] bytes) {
        raw(bytes);
        varint(bytes.length);
        tag(number, WireForm.DELIMITED);
    }

    void fixed64(int number, long bits) {
        ensure(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[--start] = (byte) (bits >>> shift);
        }
        tag(number, WireForm.FIXED64);
    }
}
