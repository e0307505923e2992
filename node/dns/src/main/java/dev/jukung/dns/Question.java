package dev.jukung.dns;

import java.util.Arrays;

/**
 * A question for an upstream: what answers depend on, and nothing else. Immutable.
 *
 * @param name in lower case and wire form
 * @param flags those of RD, CD and AD that were set
 */
record Question(byte[] name, int type, int queryClass, int flags, boolean dnssecOk) {
    private static final int PREFIX = 6;
    static final int KEY_MAX = PREFIX + Wire.NAME_MAX;
    private static final int FLAGS = Wire.RD | Wire.CD | Wire.AD;

    static Question of(Query query) {
        return new Question(
                Arrays.copyOf(query.name(), query.nameLength()),
                query.type(),
                query.queryClass(),
                query.flags() & FLAGS,
                query.dnssecOk());
    }

    /** What to remember an answer by. */
    NameKey key() {
        byte[] bytes = new byte[PREFIX + name.length];
        prefix(bytes, type, queryClass, flags, dnssecOk);
        System.arraycopy(name, 0, bytes, PREFIX, name.length);
        return NameKey.of(bytes);
    }

    /** The same key for looking up, without making anything. @param scratch of {@link #KEY_MAX} bytes */
    static NameKey key(Query query, NameKey probe, byte[] scratch) {
        prefix(scratch, query.type(), query.queryClass(), query.flags() & FLAGS, query.dnssecOk());
        System.arraycopy(query.name(), 0, scratch, PREFIX, query.nameLength());
        return probe.set(scratch, 0, PREFIX + query.nameLength());
    }

    private static void prefix(byte[] bytes, int type, int queryClass, int flags, boolean dnssecOk) {
        Wire.u16(bytes, 0, type);
        Wire.u16(bytes, 2, queryClass);
        Wire.u16(bytes, 4, flags | (dnssecOk ? 1 : 0));
    }

    /** As a packet with EDNS. */
    byte[] packet(int id) {
        byte[] packet = new byte[Wire.HEADER + name.length + 4 + 11];
        Wire.u16(packet, 0, id);
        Wire.u16(packet, 2, flags);
        Wire.u16(packet, 4, 1);
        Wire.u16(packet, 10, 1);
        int at = Wire.HEADER;
        System.arraycopy(name, 0, packet, at, name.length);
        at += name.length;
        Wire.u16(packet, at, type);
        Wire.u16(packet, at + 2, queryClass);
        Wire.u16(packet, at + 5, Wire.OPT);
        Wire.u16(packet, at + 7, Wire.UDP_MAX);
        packet[at + 11] = (byte) (dnssecOk ? 0x80 : 0);
        return packet;
    }

    /** For messages; not a name to be looked up. */
    String text() {
        return Wire.dotted(name, 0) + " type " + type;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Question that && key().equals(that.key());
    }

    @Override
    public int hashCode() {
        return key().hashCode();
    }
}
