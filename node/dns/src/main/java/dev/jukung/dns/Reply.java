package dev.jukung.dns;

import static dev.jukung.dns.Wire.u16;
import static dev.jukung.dns.Wire.u32;

/**
 * An answer being written. Records that do not fit are left out and the answer is marked as truncated, so that the client
 * asks again over TCP; what did fit stays, for clients that never do. Reused; confined to one thread.
 */
final class Reply {
    private static final int OPT_SIZE = 11;
    private static final int POINTER = 0xc000;
    /** The question's name, as a compression pointer. */
    static final int QUESTION = POINTER | Wire.HEADER;

    private final byte[] bytes = new byte[Wire.TCP_MAX];
    private int length;
    private int limit;
    private int answers;
    private int authorities;
    private int additionals;
    private boolean truncated;
    private int rcode;
    private boolean edns;

    /** The answer, from {@link #start} to {@link #finish}. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int rcode() {
        return rcode;
    }

    /** Begins an answer: its header and the question as it came. @param size of the whole at most */
    void start(Query query, int size, boolean authoritative) {
        edns = query.edns();
        limit = edns ? size - OPT_SIZE : size;
        answers = 0;
        authorities = 0;
        additionals = 0;
        truncated = false;
        rcode = Wire.NOERROR;
        length = query.questionEnd();
        System.arraycopy(query.buffer(), 0, bytes, 0, length);
        int kept = query.flags() & (Wire.OPCODE | Wire.RD | Wire.CD);
        u16(bytes, 2, Wire.QR | Wire.RA | kept | (authoritative ? Wire.AA : 0));
        u16(bytes, 4, length > Wire.HEADER ? 1 : 0);
        u16(bytes, 6, 0);
        u16(bytes, 8, 0);
        u16(bytes, 10, 0);
    }

    void rcode(int newRcode) {
        rcode = newRcode;
    }

    /** A finished message, instead of everything else. */
    void copy(byte[] message) {
        System.arraycopy(message, 0, bytes, 0, message.length);
        length = message.length;
        rcode = u16(bytes, 2) & Wire.RCODE;
    }

    /** Completes counts, flags and EDNS. */
    void finish() {
        u16(bytes, 2, u16(bytes, 2) | (truncated ? Wire.TC : 0) | (rcode & Wire.RCODE));
        u16(bytes, 6, answers);
        u16(bytes, 8, authorities);
        u16(bytes, 10, additionals + (edns ? 1 : 0));
        if (edns) {
            bytes[length] = 0;
            u16(bytes, length + 1, Wire.OPT);
            u16(bytes, length + 3, Wire.UDP_MAX);
            u32(bytes, length + 5, (long) (rcode >> 4) << 24);
            u16(bytes, length + 9, 0);
            length += OPT_SIZE;
        }
    }

    boolean truncated() {
        return truncated;
    }

    /** Begins a record whose owner is at {@code pointer}. @return false when it cannot fit */
    boolean record(int pointer, int type, int ttl, int dataSize) {
        return begin(2 + 10 + dataSize) && fixed(pointer, type, ttl, dataSize);
    }

    private boolean fixed(int pointer, int type, int ttl, int dataSize) {
        put16(pointer);
        put16(type);
        put16(Wire.IN);
        put32(ttl);
        put16(dataSize);
        return true;
    }

    private boolean begin(int size) {
        if (truncated || length + size > limit) {
            truncated = true;
            return false;
        }
        return true;
    }

    /** How many answers there are so far. */
    int answers() {
        return answers;
    }

    void answered() {
        answers++;
    }

    void authority() {
        authorities++;
    }

    void additional() {
        additionals++;
    }

    void put8(int value) {
        bytes[length++] = (byte) value;
    }

    void put16(int value) {
        u16(bytes, length, value);
        length += 2;
    }

    void put32(long value) {
        u32(bytes, length, value);
        length += 4;
    }

    void put(byte[] source) {
        put(source, 0, source.length);
    }

    void put(byte[] source, int start, int end) {
        System.arraycopy(source, start, bytes, length, end - start);
        length += end - start;
    }

    /** The pointer to something at {@code position}, which must be before 16,384. */
    static int pointer(int position) {
        return POINTER | position;
    }

    /** Additional records are a courtesy: without room for them nothing is missing. */
    boolean additionalRecord(int pointer, int type, int ttl, byte[] data) {
        if (truncated || length + 12 + data.length > limit) {
            return false;
        }
        fixed(pointer, type, ttl, data.length);
        put(data);
        additionals++;
        return true;
    }

    /** An upstream's answer, as if it had been given to this question. @param ageSeconds how long it has been kept */
    void forwarded(Query query, int size, UpstreamReply upstream, long ageSeconds) {
        start(query, size, false);
        rcode = upstream.rcode();
        int keep = upstream.flags() & (query.dnssecOk() || (query.flags() & Wire.AD) != 0 ? Wire.AD : 0);
        u16(bytes, 2, u16(bytes, 2) | keep);
        int from = upstream.questionEnd();
        int end = from;
        int[] ends = upstream.recordEnds();
        int fitting = 0;
        while (fitting < ends.length && length + ends[fitting] - from <= limit) {
            end = ends[fitting++];
        }
        int[] ttlAt = upstream.ttlAt();
        int shift = length - from; // zero: equal names are equally long
        System.arraycopy(upstream.bytes(), from, bytes, length, end - from);
        length += end - from;
        for (int i = 0; i < fitting; i++) {
            int at = ttlAt[i] + shift;
            u32(bytes, at, Math.max(0, u32(bytes, at) - ageSeconds));
        }
        answers = Math.min(fitting, upstream.answers());
        authorities = Math.clamp(fitting - upstream.answers(), 0, upstream.authorities());
        additionals = Math.max(0, fitting - upstream.answers() - upstream.authorities());
        truncated = upstream.truncated() || answers < upstream.answers();
    }
}
