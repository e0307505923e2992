package dev.jukung.dns;

import dev.jukung.dns.ServiceRecords.Endpoint;
import java.util.Arrays;

/** Writes the records of the cluster's zones. One instance per thread: it reuses its working memory. */
final class Answers {
    private static final int REFRESH = 7200;
    private static final int RETRY = 1800;
    private static final int EXPIRE = 86_400;
    private static final int SOA_TTL_MAX = 300;
    private static final int SRV_WEIGHT = 100;
    private static final int SRV_FIXED = 6;
    /** A compression pointer has 14 bits. */
    private static final int POINTER_MAX = 0x3fff;

    private static final byte[] MASTER = {2, 'n', 's', 3, 'd', 'n', 's'};
    private static final byte[] MAILBOX = {10, 'h', 'o', 's', 't', 'm', 'a', 's', 't', 'e', 'r'};

    private final int ttl;
    private int turn;

    // Addresses to be added after the last answer: where their owner's name is written, and what they are.
    private int[] laterNames = new int[16];
    private byte[][] laterAddresses = new byte[16][];
    private int later;

    Answers(int ttl) {
        this.ttl = ttl;
    }

    /** Where to start, so that clients that take the first of several addresses spread over all. */
    int rotation(int size) {
        return size < 2 ? 0 : Math.floorMod(turn++, size);
    }

    /** The addresses of the family that was asked for. */
    void addresses(Reply reply, int type, byte[][] all) {
        int offset = rotation(all.length);
        for (int i = 0; i < all.length; i++) {
            address(reply, type, all[(i + offset) % all.length]);
        }
    }

    /** Nothing when it is not the type that was asked for. */
    void address(Reply reply, int type, byte[] address) {
        if (type == typeOf(address) && reply.record(Reply.QUESTION, type, ttl, address.length)) {
            reply.put(address);
            reply.answered();
        }
    }

    private static int typeOf(byte[] address) {
        return address.length == 4 ? Wire.A : Wire.AAAA;
    }

    /** A record whose data is a name: PTR or CNAME. */
    void name(Reply reply, int type, byte[] name) {
        if (reply.record(Reply.QUESTION, type, ttl, name.length)) {
            reply.put(name);
            reply.answered();
        }
    }

    /** SRV to the Service's own name. @param targets among how many the weight is shared */
    void serviceTarget(Reply reply, int port, int targets, byte[] name, byte[][] addresses) {
        if (srv(reply, port, targets, name.length)) {
            int owner = reply.length();
            reply.put(name);
            for (byte[] address : addresses) {
                addLater(owner, address);
            }
        }
    }

    /** SRV to an endpoint under its Service's name. @param targets among how many the weight is shared */
    void endpointTarget(Reply reply, int port, int targets, Endpoint endpoint, byte[] serviceName) {
        byte[] label = endpoint.label();
        if (srv(reply, port, targets, 1 + label.length + serviceName.length)) {
            int owner = reply.length();
            reply.put8(label.length);
            reply.put(label);
            reply.put(serviceName);
            addLater(owner, endpoint.address());
        }
    }

    private boolean srv(Reply reply, int port, int targets, int nameSize) {
        if (!reply.record(Reply.QUESTION, Wire.SRV, ttl, SRV_FIXED + nameSize)) {
            return false;
        }
        reply.put16(0);
        reply.put16(Math.max(1, SRV_WEIGHT / Math.max(1, targets)));
        reply.put16(port);
        reply.answered();
        return true;
    }

    /** NS of the zone itself, which is the question's name. */
    void nameServer(Reply reply, byte[][] addresses) {
        if (reply.record(Reply.QUESTION, Wire.NS, ttl, MASTER.length + 2)) {
            int owner = reply.length();
            reply.put(MASTER);
            reply.put16(Reply.QUESTION);
            reply.answered();
            for (byte[] address : addresses) {
                addLater(owner, address);
            }
        }
    }

    /** The zone's SOA: in answers or, for a negative answer, in the authority section; the caller counts it. */
    void soa(Reply reply, Query query, int zoneLabels, long serial) {
        int zone = Reply.pointer(Wire.HEADER + query.labelStart(query.labels() - zoneLabels));
        int size = MASTER.length + 2 + MAILBOX.length + 2 + 20;
        if (reply.record(zone, Wire.SOA, Math.min(SOA_TTL_MAX, ttl), size)) {
            reply.put(MASTER);
            reply.put16(zone);
            reply.put(MAILBOX);
            reply.put16(zone);
            reply.put32(serial);
            reply.put32(REFRESH);
            reply.put32(RETRY);
            reply.put32(EXPIRE);
            reply.put32(ttl);
        }
    }

    private void addLater(int owner, byte[] address) {
        if (later == laterNames.length) {
            laterNames = Arrays.copyOf(laterNames, later * 2);
            laterAddresses = Arrays.copyOf(laterAddresses, later * 2);
        }
        laterNames[later] = owner;
        laterAddresses[later] = address;
        later++;
    }

    /** Writes the addresses of the targets, after the last answer. */
    void additional(Reply reply) {
        for (int i = 0; i < later; i++) {
            if (laterNames[i] <= POINTER_MAX) {
                byte[] address = laterAddresses[i];
                reply.additionalRecord(Reply.pointer(laterNames[i]), typeOf(address), ttl, address);
            }
        }
        later = 0;
    }
}
