package dev.jukung.dns;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Numbers of the DNS protocol (RFC 1035, 2782, 6891), and bytes in network order. */
final class Wire {
    static final int HEADER = 12;
    static final int NAME_MAX = 255;
    static final int LABEL_MAX = 63;
    static final int LABELS_MAX = 128;
    /** What a client without EDNS takes over UDP. */
    static final int UDP_PLAIN = 512;
    /** What is sent over UDP at most: no path fragments it (DNS flag day 2020). */
    static final int UDP_MAX = 1232;

    static final int TCP_MAX = 65_535;

    static final int A = 1;
    static final int NS = 2;
    static final int CNAME = 5;
    static final int SOA = 6;
    static final int PTR = 12;
    static final int HINFO = 13;
    static final int TXT = 16;
    static final int AAAA = 28;
    static final int SRV = 33;
    static final int OPT = 41;
    static final int IXFR = 251;
    static final int AXFR = 252;

    static final int IN = 1;

    static final int NOERROR = 0;
    static final int FORMERR = 1;
    static final int SERVFAIL = 2;
    static final int NXDOMAIN = 3;
    static final int NOTIMP = 4;
    static final int REFUSED = 5;
    static final int BADVERS = 16;

    static final int QR = 0x8000;
    static final int AA = 0x0400;
    static final int TC = 0x0200;
    static final int RD = 0x0100;
    static final int RA = 0x0080;
    static final int AD = 0x0020;
    static final int CD = 0x0010;
    static final int OPCODE = 0x7800;
    static final int RCODE = 0x000f;

    private Wire() {}

    static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    static long u32(byte[] bytes, int at) {
        return (long) u16(bytes, at) << 16 | u16(bytes, at + 2);
    }

    static void u16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >> 8);
        bytes[at + 1] = (byte) value;
    }

    static void u32(byte[] bytes, int at, long value) {
        u16(bytes, at, (int) (value >> 16));
        u16(bytes, at + 2, (int) value);
    }

    static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }

    /** A label or other short text in lower case. */
    static byte[] text(String text) {
        return text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * A dotted name in wire form and lower case, with the root at its end.
     *
     * @throws IllegalArgumentException when a label is empty or too long, or the name is
     */
    static byte[] name(String dotted) {
        String text = dotted.endsWith(".") ? dotted.substring(0, dotted.length() - 1) : dotted;
        byte[] wire = new byte[text.isEmpty() ? 1 : text.length() + 2];
        if (wire.length > NAME_MAX) {
            throw new IllegalArgumentException("a name of more than 255 bytes: " + dotted);
        }
        int at = 0;
        for (String label : text.isEmpty() ? new String[0] : text.split("\\.", -1)) {
            byte[] bytes = text(label);
            if (bytes.length == 0 || bytes.length > LABEL_MAX) {
                throw new IllegalArgumentException("a label of " + bytes.length + " bytes: " + dotted);
            }
            wire[at++] = (byte) bytes.length;
            System.arraycopy(bytes, 0, wire, at, bytes.length);
            at += bytes.length;
        }
        return wire;
    }

    /** A name in wire form (uncompressed) as text, with a dot at its end. */
    static String dotted(byte[] wire, int at) {
        StringBuilder text = new StringBuilder();
        int position = at;
        while (wire[position] != 0) {
            int length = wire[position] & 0xff;
            text.append(new String(wire, position + 1, length, StandardCharsets.US_ASCII))
                    .append('.');
            position += length + 1;
        }
        return text.isEmpty() ? "." : text.toString();
    }
}
