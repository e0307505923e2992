package dev.jukung.dns;

import static dev.jukung.dns.Wire.u16;

/**
 * A query, read in place from its packet. Reused for one packet after the other; confined to one thread.
 *
 * <p>Names are kept twice: as they came (they go back that way, so a client may check the case of its letters) and in
 * lower case for looking up.
 */
final class Query {
    /** Larger queries are not read: nothing a resolver asks needs this much. */
    static final int MAX = 4096;

    /** What a packet is worth. */
    enum Verdict {
        GOOD,
        /** Not a query at all: to answer could make two servers talk forever. */
        IGNORE,
        FORMAT_ERROR,
        NOT_IMPLEMENTED,
        BAD_VERSION
    }

    private final byte[] packet = new byte[MAX];
    private int length;

    private int questionEnd;
    private int type;
    private int queryClass;
    private boolean edns;
    private boolean dnssecOk;
    private int udpSize;

    private final byte[] name = new byte[Wire.NAME_MAX];
    private int nameLength;
    private final int[] labelStarts = new int[Wire.LABELS_MAX];
    private int labels;

    /** Where the bytes of the next packet go; then call {@link #read}. */
    byte[] buffer() {
        return packet;
    }

    /** Reads the first {@code newLength} bytes of {@link #buffer}. After anything but GOOD only the header is valid. */
    Verdict read(int newLength) {
        length = newLength;
        questionEnd = Wire.HEADER;
        edns = false;
        dnssecOk = false;
        udpSize = Wire.UDP_PLAIN;
        type = 0;
        queryClass = 0;
        labels = 0;
        nameLength = 0;
        if (length < Wire.HEADER || (flags() & Wire.QR) != 0) {
            return Verdict.IGNORE;
        }
        if ((flags() & Wire.OPCODE) != 0) {
            return Verdict.NOT_IMPLEMENTED;
        }
        if (u16(packet, 4) != 1 || u16(packet, 6) != 0 || u16(packet, 8) > 1 || !readQuestion()) {
            return Verdict.FORMAT_ERROR;
        }
        return readAdditional();
    }

    private boolean readQuestion() {
        int at = Wire.HEADER;
        while (true) {
            if (at >= length) {
                return false;
            }
            int size = packet[at] & 0xff;
            // Also refuses compression: there is nothing before the question to point at.
            if (size > Wire.LABEL_MAX || at + 1 + size > length || nameLength + 1 + size > Wire.NAME_MAX) {
                return false;
            }
            if (size > 0) {
                labelStarts[labels++] = nameLength;
            }
            name[nameLength++] = (byte) size;
            for (int i = 1; i <= size; i++) {
                name[nameLength++] = Wire.lower(packet[at + i]);
            }
            at += 1 + size;
            if (size == 0) {
                break;
            }
        }
        if (at + 4 > length) {
            return false;
        }
        type = u16(packet, at);
        queryClass = u16(packet, at + 2);
        questionEnd = at + 4;
        return true;
    }

    /** Looks for EDNS; other records (TSIG, say) are stepped over. */
    private Verdict readAdditional() {
        int at = questionEnd;
        int records = u16(packet, 8) + u16(packet, 10);
        for (int i = 0; i < records; i++) {
            int fixed = skipName(at);
            if (fixed < 0 || fixed + 10 > length || fixed + 10 + u16(packet, fixed + 8) > length) {
                return Verdict.FORMAT_ERROR;
            }
            if (u16(packet, fixed) == Wire.OPT) {
                if (edns || fixed != at + 1) { // twice, or not at the root
                    return Verdict.FORMAT_ERROR;
                }
                edns = true;
                udpSize = Math.max(Wire.UDP_PLAIN, u16(packet, fixed + 2));
                dnssecOk = (packet[fixed + 6] & 0x80) != 0;
                if (packet[fixed + 5] != 0) {
                    return Verdict.BAD_VERSION;
                }
            }
            at = fixed + 10 + u16(packet, fixed + 8);
        }
        return Verdict.GOOD;
    }

    private int skipName(int start) {
        int at = start;
        while (at < length) {
            int size = packet[at] & 0xff;
            if (size >= 0xc0) {
                return at + 2;
            }
            if (size > Wire.LABEL_MAX) {
                return -1;
            }
            at += 1 + size;
            if (size == 0) {
                return at;
            }
        }
        return -1;
    }

    int length() {
        return length;
    }

    int id() {
        return u16(packet, 0);
    }

    int flags() {
        return u16(packet, 2);
    }

    /** Where the question ends in the packet; the end of the header when it could not be read. */
    int questionEnd() {
        return questionEnd;
    }

    int type() {
        return type;
    }

    int queryClass() {
        return queryClass;
    }

    boolean edns() {
        return edns;
    }

    boolean dnssecOk() {
        return dnssecOk;
    }

    /** How long an answer over UDP may be. */
    int udpSize() {
        return Math.min(udpSize, Wire.UDP_MAX);
    }

    /** The name in lower case and wire form; only the first {@link #nameLength} bytes count. */
    byte[] name() {
        return name;
    }

    /** With the root. */
    int nameLength() {
        return nameLength;
    }

    /** Without the root. */
    int labels() {
        return labels;
    }

    /** Where label {@code index} starts in {@link #name}, at its length byte; the root counts as the last. */
    int labelStart(int index) {
        return index == labels ? nameLength - 1 : labelStarts[index];
    }

    /** Whether the name ends with {@code suffix}, a name in lower case and wire form. */
    boolean within(byte[] suffix, int suffixLabels) {
        return labels >= suffixLabels
                && java.util.Arrays.equals(
                        name, labelStart(labels - suffixLabels), nameLength, suffix, 0, suffix.length);
    }

    /** Whether label {@code index} is {@code text} (lower case). */
    boolean labelIs(int index, byte[] text) {
        int start = labelStart(index);
        return name[start] == text.length
                && java.util.Arrays.equals(name, start + 1, start + 1 + text.length, text, 0, text.length);
    }
}
