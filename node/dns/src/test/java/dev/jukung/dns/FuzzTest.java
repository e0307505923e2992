package dev.jukung.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.ObjectKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Packets nobody should send. Whatever comes in, what goes out is a message, and not longer than allowed. */
final class FuzzTest {
    private static final int ROUNDS = 200_000;

    private final ClusterRecords records = new ClusterRecords(Wire.name("cluster.local"));
    private final Query query = new Query();
    private final Reply reply = new Reply();

    @Test
    void brokenQueriesAreAnsweredWithMessagesOrNotAtAll() throws Exception {
        records.namespace("default", true);
        records.service(
                ObjectKey.of("default", "web"),
                Optional.of(new DnsService(
                        ObjectKey.of("default", "web"),
                        List.of(new byte[] {10, 96, 0, 5}),
                        List.of(new DnsService.Port("http", "tcp", 80)),
                        "")));
        ClusterZone zone = new ClusterZone(
                records, new ReverseZones(List.of("10.96.0.0/12")), "cluster.local", 5, new byte[0][], true);
        Random random = new Random(7);
        int good = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] packet = broken(random, sample(random));
            System.arraycopy(packet, 0, query.buffer(), 0, packet.length);
            Query.Verdict verdict = query.read(packet.length);
            if (verdict == Query.Verdict.IGNORE) {
                continue;
            }
            boolean answered = false;
            if (verdict == Query.Verdict.GOOD) {
                good++;
                answered = !(zone.answer(query, reply, query.udpSize()) instanceof ClusterZone.Outcome.NotOurs);
            }
            if (!answered) {
                reply.start(query, Wire.UDP_PLAIN, false);
                reply.rcode(Wire.FORMERR);
            }
            reply.finish();
            assertThat(reply.length()).isBetween(Wire.HEADER, Wire.UDP_MAX);
            new Message(Arrays.copyOf(reply.bytes(), reply.length()));
        }
        assertThat(good).as("the fuzz reaches behind the first checks").isGreaterThan(ROUNDS / 20);
    }

    private static final String[] NAMES = {
        "web.default.svc.cluster.local.",
        "_http._tcp.web.default.svc.cluster.local.",
        "cluster.local.",
        "5.0.96.10.in-addr.arpa.",
        "10-88-0-2.default.pod.cluster.local.",
        "www.example.com.",
        "."
    };

    private static byte[] sample(Random random) throws Exception {
        int[] types = {Type.A, Type.AAAA, Type.SRV, Type.PTR, Type.TXT, Type.SOA, Type.NS, Type.ANY};
        Message message = Message.newQuery(Record.newRecord(
                Name.fromString(NAMES[random.nextInt(NAMES.length)]), types[random.nextInt(types.length)], DClass.IN));
        if (random.nextBoolean()) {
            message.addRecord(new org.xbill.DNS.OPTRecord(random.nextInt(5000), 0, 0), Section.ADDITIONAL);
        }
        return message.toWire();
    }

    private static byte[] broken(Random random, byte[] packet) {
        byte[] broken = packet.clone();
        for (int i = random.nextInt(4); i > 0; i--) {
            switch (random.nextInt(3)) {
                case 0 -> broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
                case 1 -> broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
                default -> broken = Arrays.copyOf(broken, Math.max(1, broken.length + random.nextInt(9) - 4));
            }
        }
        return broken;
    }

    @Test
    void brokenAnswersOfUpstreamsAreRefusedOrSafeToSendOn() throws Exception {
        Name name = Name.fromString("www.example.com.");
        Message message = new Message(77);
        message.getHeader().setFlag(Flags.QR);
        message.addRecord(Record.newRecord(name, Type.A, DClass.IN), Section.QUESTION);
        message.addRecord(new CNAMERecord(name, DClass.IN, 60, Name.fromString("a.example.com.")), Section.ANSWER);
        for (int i = 0; i < 5; i++) {
            message.addRecord(
                    new ARecord(
                            Name.fromString("a.example.com."),
                            DClass.IN,
                            60,
                            java.net.InetAddress.getByAddress(new byte[] {1, 2, 3, (byte) i})),
                    Section.ANSWER);
        }
        message.addRecord(new org.xbill.DNS.OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        byte[] whole = message.toWire();
        byte[] packet =
                Message.newQuery(Record.newRecord(name, Type.A, DClass.IN)).toWire();
        System.arraycopy(packet, 0, query.buffer(), 0, packet.length);
        query.read(packet.length);
        byte[] question = Arrays.copyOf(query.name(), query.nameLength());

        Random random = new Random(11);
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] broken = broken(random, whole);
            Optional<UpstreamReply> read = UpstreamReply.read(broken, broken.length)
                    .filter(answer -> answer.answersQuestion(question, Type.A));
            if (read.isPresent()) {
                accepted++;
                int size = 60 + random.nextInt(500);
                reply.forwarded(query, size, read.get(), random.nextInt(100));
                reply.finish();
                assertThat(reply.length()).isLessThanOrEqualTo(size);
            }
        }
        assertThat(accepted).isGreaterThan(ROUNDS / 10);
    }
}
