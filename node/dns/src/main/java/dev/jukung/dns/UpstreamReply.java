package dev.jukung.dns;

import static dev.jukung.dns.Wire.u16;
import static dev.jukung.dns.Wire.u32;

import java.util.Arrays;
import java.util.Optional;

/**
 * An upstream's answer that has been checked from end to end, so that it can be kept and sent again with other ids and
 * lifetimes. It ends before EDNS, which is between two neighbours only. Immutable.
 */
final class UpstreamReply {
    /** An answer with more records than this is nobody's honest answer. */
    private static final int RECORDS_MAX = 4096;

    private static final int FIXED = 10;

    private final byte[] bytes;
    private final int questionEnd;
    private final int[] recordEnds;
    private final int[] ttlAt;
    private final int answers;
    private final int authorities;
    private final long ttlSeconds;

    private UpstreamReply(
            byte[] bytes, int questionEnd, int[] recordEnds, int[] ttlAt, int answers, int authorities, long ttl) {
        this.bytes = bytes;
        this.questionEnd = questionEnd;
        this.recordEnds = recordEnds;
        this.ttlAt = ttlAt;
        this.answers = answers;
        this.authorities = authorities;
        this.ttlSeconds = ttl;
    }

    byte[] bytes() {
        return bytes;
    }

    int questionEnd() {
        return questionEnd;
    }

    /** Where each record ends, in order. */
    int[] recordEnds() {
        return recordEnds;
    }

    /** Where each record's lifetime is written, in order. */
    int[] ttlAt() {
        return ttlAt;
    }

    int answers() {
        return answers;
    }

    int authorities() {
        return authorities;
    }

    int flags() {
        return u16(bytes, 2);
    }

    int rcode() {
        return flags() & Wire.RCODE;
    }

    boolean truncated() {
        return (flags() & Wire.TC) != 0;
    }

    /** How long it may be kept: the shortest lifetime of its records (RFC 2308 for negative ones); 0 for not at all. */
    long ttlSeconds() {
        return ttlSeconds;
    }

    /** Whether it says that there is nothing. */
    boolean negative() {
        return rcode() == Wire.NXDOMAIN || answers == 0;
    }

    /** Empty when the message is no complete, well-formed response with one question. */
    static Optional<UpstreamReply> read(byte[] message, int length) {
        return new Reader(message, length).read();
    }

    /** Whether it answers this question: a name in lower case and wire form, and a type. */
    boolean answersQuestion(byte[] name, int type) {
        if (questionEnd != Wire.HEADER + name.length + 4 || u16(bytes, questionEnd - 4) != type) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (Wire.lower(bytes[Wire.HEADER + i]) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static final class Reader {
        private final byte[] message;
        private final int length;
        private int[] ends = new int[16];
        private int[] ttls = new int[16];
        private int count;
        private int[] sections = new int[3];
        private long shortest = Long.MAX_VALUE;
        private long soa = 0;

        private Reader(byte[] message, int length) {
            this.message = message;
            this.length = length;
        }

        private Optional<UpstreamReply> read() {
            if (length < Wire.HEADER || (u16(message, 2) & Wire.QR) == 0 || u16(message, 4) != 1) {
                return Optional.empty();
            }
            int afterName = plainName(Wire.HEADER);
            if (afterName < 0 || afterName + 4 > length) {
                return Optional.empty();
            }
            int questionEnd = afterName + 4;
            int at = questionEnd;
            boolean ended = false;
            for (int section = 0; section < 3; section++) {
                int records = u16(message, 6 + 2 * section);
                for (int i = 0; i < records && !ended; i++) {
                    int fixed = skipName(at);
                    if (fixed < 0 || fixed + FIXED > length || fixed + FIXED + u16(message, fixed + 8) > length) {
                        return Optional.empty();
                    }
                    int end = fixed + FIXED + u16(message, fixed + 8);
                    if (u16(message, fixed) == Wire.OPT) {
                        ended = true; // the rest, if any, is a courtesy
                    } else if (count == RECORDS_MAX) {
                        return Optional.empty();
                    } else {
                        record(section, fixed, end);
                        at = end;
                    }
                }
            }
            byte[] kept = Arrays.copyOf(message, at);
            for (int section = 0; section < 3; section++) {
                Wire.u16(kept, 6 + 2 * section, sections[section]);
            }
            return Optional.of(new UpstreamReply(
                    kept,
                    questionEnd,
                    Arrays.copyOf(ends, count),
                    Arrays.copyOf(ttls, count),
                    sections[0],
                    sections[1],
                    ttl()));
        }

        private void record(int section, int fixed, int end) {
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, count * 2);
                ttls = Arrays.copyOf(ttls, count * 2);
            }
            ends[count] = end;
            ttls[count] = fixed + 4;
            count++;
            sections[section]++;
            long ttl = u32(message, fixed + 4);
            shortest = Math.min(shortest, ttl);
            if (section == 1 && u16(message, fixed) == Wire.SOA && end - fixed - FIXED >= 22) {
                soa = Math.min(ttl, u32(message, end - 4));
            }
        }

        private long ttl() {
            int rcode = u16(message, 2) & Wire.RCODE;
            if ((u16(message, 2) & Wire.TC) != 0 || (rcode != Wire.NOERROR && rcode != Wire.NXDOMAIN)) {
                return 0;
            }
            boolean positive = rcode == Wire.NOERROR && sections[0] > 0;
            return positive ? shortest : soa;
        }

        /** The question's name cannot be compressed. */
        private int plainName(int start) {
            int at = start;
            while (at < length && message[at] != 0) {
                int size = message[at] & 0xff;
                if (size > Wire.LABEL_MAX || at - start > Wire.NAME_MAX) {
                    return -1;
                }
                at += 1 + size;
            }
            return at < length ? at + 1 : -1;
        }

        private int skipName(int start) {
            int at = start;
            while (at < length) {
                int size = message[at] & 0xff;
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
    }
}
