package dev.jukung.dns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Answers for ExternalName Services: the alias, and what its target says, be that in the cluster or elsewhere. This is
 * the slow path, so messages are trees here. Blocking; thread-safe.
 */
final class AliasFollower {
    /** Aliases to aliases: more is a circle. */
    private static final int DEPTH_MAX = 8;

    /** Answers a packet in this process, without the network: as {@link Responder} would. */
    interface Resolver {
        /** @return the answer; of one that failed only the header counts */
        byte[] resolve(Question question, int depth) throws IOException;
    }

    private final int ttl;

    AliasFollower(int ttl) {
        this.ttl = ttl;
    }

    /**
     * @param packet the query
     * @param target where the Service points, in wire form
     * @param size of the answer at most
     */
    byte[] follow(byte[] packet, byte[] target, int size, int depth, Resolver resolver) throws IOException {
        Message query = new Message(packet);
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setFlag(Flags.RA);
        if (query.getHeader().getFlag(Flags.RD)) {
            answer.getHeader().setFlag(Flags.RD);
        }
        answer.addRecord(question, Section.QUESTION);
        answer.addRecord(new CNAMERecord(question.getName(), DClass.IN, ttl, new Name(target)), Section.ANSWER);
        if (depth >= DEPTH_MAX) {
            answer.getHeader().setRcode(Wire.SERVFAIL);
        } else {
            Question next = new Question(target, question.getType(), Wire.IN, Wire.RD, false);
            Message found = new Message(resolver.resolve(next, depth + 1));
            answer.getHeader().setRcode(found.getHeader().getRcode());
            for (Record record : deduplicated(found.getSection(Section.ANSWER))) {
                answer.addRecord(record, Section.ANSWER);
            }
            if (found.getSection(Section.ANSWER).isEmpty()) {
                found.getSection(Section.AUTHORITY).forEach(record -> answer.addRecord(record, Section.AUTHORITY));
            }
        }
        if (query.getOPT() != null) {
            answer.addRecord(new org.xbill.DNS.OPTRecord(Wire.UDP_MAX, 0, 0), Section.ADDITIONAL);
        }
        return answer.toWire(size);
    }

    private static List<Record> deduplicated(List<Record> records) {
        return new ArrayList<>(new java.util.LinkedHashSet<>(records));
    }
}
