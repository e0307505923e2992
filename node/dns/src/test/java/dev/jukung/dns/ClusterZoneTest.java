package dev.jukung.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.ObjectKey;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Kubernetes DNS-based service discovery 1.1.0, clause by clause. */
final class ClusterZoneTest {
    private final ClusterRecords records = new ClusterRecords(Wire.name("cluster.local"));
    private final ClusterZone zone = new ClusterZone(
            records,
            new ReverseZones(List.of("10.96.0.0/12", "10.88.0.0/16", "fd00:88::/64")),
            "cluster.local",
            5,
            new byte[][] {address("10.96.0.10")},
            true);
    private final Query query = new Query();
    private final Reply reply = new Reply();

    @BeforeEach
    void aSmallCluster() {
        records.namespace("default", true);
        records.namespace("other", true);
        service("web", List.of("10.96.0.5"), port("http", "tcp", 80), port("dns", "udp", 53));
        slice(
                "web",
                "1",
                List.of(port("http", "tcp", 8080)),
                endpoint("10.88.0.9", ""),
                endpoint("10.88.0.8", "web-a"));
        service("dual", List.of("10.96.0.6", "fd00:96::6"), port("", "tcp", 80));
        service("db", List.of(), port("pg", "tcp", 5432));
        slice(
                "db",
                "1",
                List.of(port("pg", "tcp", 5432)),
                endpoint("10.88.0.2", "db-0"),
                endpoint("10.88.0.3", "db-1"),
                endpoint("10.88.0.4", ""));
        slice("db", "6", List.of(port("pg", "tcp", 5432)), endpoint("fd00:88::2", "db-0"));
        service("empty", List.of(), port("pg", "tcp", 5432));
        service("bare", List.of());
        slice("bare", "1", List.of(), endpoint("10.88.0.7", "one"));
        records.service(
                ObjectKey.of("default", "ext"),
                Optional.of(new DnsService(ObjectKey.of("default", "ext"), List.of(), List.of(), "db.example.com")));
    }

    private void service(String name, List<String> addresses, DnsService.Port... ports) {
        ObjectKey key = ObjectKey.of("default", name);
        records.service(
                key,
                Optional.of(new DnsService(
                        key, addresses.stream().map(ClusterZoneTest::address).toList(), List.of(ports), "")));
    }

    private void slice(String service, String suffix, List<DnsService.Port> ports, DnsSlice.Endpoint... endpoints) {
        ObjectKey key = ObjectKey.of("default", service + "-" + suffix);
        records.slice(
                key,
                Optional.empty(),
                Optional.of(new DnsSlice(key, ObjectKey.of("default", service), ports, List.of(endpoints))));
    }

    private static DnsService.Port port(String name, String protocol, int number) {
        return new DnsService.Port(name, protocol, number);
    }

    private static DnsSlice.Endpoint endpoint(String address, String hostname) {
        return new DnsSlice.Endpoint(
                address(address), hostname.isEmpty() ? PodNames.label(address) : hostname, !hostname.isEmpty());
    }

    private static byte[] address(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }

    private Message ask(String name, String type) throws Exception {
        return ask(name, type, Wire.UDP_PLAIN);
    }

    private Message ask(String name, String type, int size) throws Exception {
        Message question = Message.newQuery(Record.newRecord(Name.fromString(name + "."), Type.value(type), DClass.IN));
        byte[] packet = question.toWire();
        System.arraycopy(packet, 0, query.buffer(), 0, packet.length);
        assertThat(query.read(packet.length)).isEqualTo(Query.Verdict.GOOD);
        assertThat(zone.answer(query, reply, size)).isInstanceOf(ClusterZone.Outcome.Answered.class);
        reply.finish();
        Message answer = new Message(java.util.Arrays.copyOf(reply.bytes(), reply.length()));
        assertThat(answer.getHeader().getFlag(Flags.QR)).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(answer.getHeader().getID()).isEqualTo(question.getHeader().getID());
        assertThat(answer.getQuestion()).isEqualTo(question.getQuestion());
        return answer;
    }

    /** {@code TTL TYPE DATA} of each record, sorted. */
    private static String text(List<Record> records) {
        return records.stream()
                .map(record -> record.getTTL() + " " + Type.string(record.getType()) + " " + record.rdataToString())
                .sorted()
                .collect(Collectors.joining("; "));
    }

    private static String outcome(Message answer) {
        List<Record> answers = answer.getSection(Section.ANSWER);
        if (!answers.isEmpty()) {
            return text(answers);
        }
        // RFC 2308: a negative answer carries the SOA.
        assertThat(answer.getSection(Section.AUTHORITY)).hasSize(1);
        assertThat(answer.getSection(Section.AUTHORITY).getFirst().getType()).isEqualTo(Type.SOA);
        return answer.getRcode() == Rcode.NOERROR ? "NODATA" : Rcode.string(answer.getRcode());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                // 2.2 schema version
                "dns-version.cluster.local | TXT | 28800 TXT 1.1.0",
                "dns-version.cluster.local | A | NODATA",
                // 2.3.1 A/AAAA of a Service with a cluster address
                "web.default.svc.cluster.local | A | 5 A 10.96.0.5",
                "web.default.svc.cluster.local | AAAA | NODATA",
                "dual.default.svc.cluster.local | A | 5 A 10.96.0.6",
                "dual.default.svc.cluster.local | AAAA | 5 AAAA fd00:96:0:0:0:0:0:6",
                "nothing.default.svc.cluster.local | A | NXDOMAIN",
                "web.other.svc.cluster.local | A | NXDOMAIN",
                "web.nowhere.svc.cluster.local | A | NXDOMAIN",
                // other types of a name that exists
                "web.default.svc.cluster.local | MX | NODATA",
                "web.default.svc.cluster.local | TXT | NODATA",
                "web.default.svc.cluster.local | ANY | NODATA",
                "nothing.default.svc.cluster.local | MX | NXDOMAIN",
                // 2.3.2 SRV
                "_http._tcp.web.default.svc.cluster.local | SRV | 5 SRV 0 100 80 web.default.svc.cluster.local.",
                "_dns._udp.web.default.svc.cluster.local | SRV | 5 SRV 0 100 53 web.default.svc.cluster.local.",
                "_http._udp.web.default.svc.cluster.local | SRV | NXDOMAIN",
                "_nope._tcp.web.default.svc.cluster.local | SRV | NXDOMAIN",
                "http.tcp.web.default.svc.cluster.local | SRV | 5 SRV 0 100 80 web.default.svc.cluster.local.",
                "_http._tcp.web.default.svc.cluster.local | A | 5 A 10.96.0.5",
                "_tcp.web.default.svc.cluster.local | SRV | NXDOMAIN",
                // 2.3.3 PTR of a cluster address
                "5.0.96.10.in-addr.arpa | PTR | 5 PTR web.default.svc.cluster.local.",
                "5.0.96.10.in-addr.arpa | A | NODATA",
                "99.0.96.10.in-addr.arpa | PTR | NXDOMAIN",
                // 2.4.1 A/AAAA of a headless Service: all ready endpoints
                "db.default.svc.cluster.local | A | 5 A 10.88.0.2; 5 A 10.88.0.3; 5 A 10.88.0.4",
                "db.default.svc.cluster.local | AAAA | 5 AAAA fd00:88:0:0:0:0:0:2",
                "empty.default.svc.cluster.local | A | NXDOMAIN",
                "db-0.db.default.svc.cluster.local | A | 5 A 10.88.0.2",
                "db-0.db.default.svc.cluster.local | AAAA | 5 AAAA fd00:88:0:0:0:0:0:2",
                "db-1.db.default.svc.cluster.local | AAAA | NODATA",
                "db-9.db.default.svc.cluster.local | A | NXDOMAIN",
                "10-88-0-4.db.default.svc.cluster.local | A | 5 A 10.88.0.4",
                "10-88-0-9.web.default.svc.cluster.local | A | 5 A 10.88.0.9",
                "bare.default.svc.cluster.local | A | 5 A 10.88.0.7",
                "bare.default.svc.cluster.local | SRV | NODATA",
                // 2.4.3 PTR of endpoints with a hostname
                "2.0.88.10.in-addr.arpa | PTR | 5 PTR db-0.db.default.svc.cluster.local.",
                "4.0.88.10.in-addr.arpa | PTR | NXDOMAIN",
                "2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.8.0.0.0.0.d.f.ip6.arpa | PTR"
                        + " | 5 PTR db-0.db.default.svc.cluster.local.",
                // 2.5 ExternalName
                "ext.default.svc.cluster.local | CNAME | 5 CNAME db.example.com.",
                "ext.default.svc.cluster.local | TXT | NODATA",
                "a.ext.default.svc.cluster.local | A | NXDOMAIN",
                // 2.6 pods
                "10-88-0-2.default.pod.cluster.local | A | 5 A 10.88.0.2",
                "10-88-0-2.default.pod.cluster.local | AAAA | NODATA",
                "fd00-88--2.default.pod.cluster.local | AAAA | 5 AAAA fd00:88:0:0:0:0:0:2",
                "10-88-0-2.nowhere.pod.cluster.local | A | NXDOMAIN",
                "10-88-0.default.pod.cluster.local | A | NXDOMAIN",
                "300-88-0-2.default.pod.cluster.local | A | NXDOMAIN",
                "web.default.pod.cluster.local | A | NXDOMAIN",
                "x.10-88-0-2.default.pod.cluster.local | A | NXDOMAIN",
                // names between the zone and the names of things
                "cluster.local | A | NODATA",
                "svc.cluster.local | A | NODATA",
                "pod.cluster.local | A | NODATA",
                "default.svc.cluster.local | A | NODATA",
                "default.pod.cluster.local | A | NODATA",
                "nowhere.svc.cluster.local | A | NXDOMAIN",
                "nonsense.cluster.local | A | NXDOMAIN",
                "a.b.c.web.default.svc.cluster.local | A | NXDOMAIN",
                // the server
                "ns.dns.cluster.local | A | 5 A 10.96.0.10",
                "ns.dns.cluster.local | AAAA | NODATA",
                "dns.cluster.local | A | NODATA",
                "cluster.local | NS | 5 NS ns.dns.cluster.local.",
                // letters of any case
                "WeB.DeFault.SVC.cluster.LOCAL | A | 5 A 10.96.0.5",
                "_HTTP._Tcp.web.default.svc.cluster.local | SRV | 5 SRV 0 100 80 web.default.svc.cluster.local.",
                "DB-0.db.default.svc.cluster.local | A | 5 A 10.88.0.2",
            })
    void names(String name, String type, String expected) throws Exception {
        assertThat(outcome(ask(name, type))).isEqualTo(expected);
    }

    @Test
    void srvOfAHeadlessServiceHasATargetPerEndpointAndItsAddress() throws Exception {
        Message answer = ask("_pg._tcp.db.default.svc.cluster.local", "SRV", Wire.UDP_MAX);

        assertThat(text(answer.getSection(Section.ANSWER)))
                .isEqualTo("5 SRV 0 25 5432 10-88-0-4.db.default.svc.cluster.local.; "
                        + "5 SRV 0 25 5432 db-0.db.default.svc.cluster.local.; "
                        + "5 SRV 0 25 5432 db-0.db.default.svc.cluster.local.; "
                        + "5 SRV 0 25 5432 db-1.db.default.svc.cluster.local.");
        assertThat(answer.getSection(Section.ADDITIONAL).stream().map(Record::toString))
                .containsExactlyInAnyOrder(
                        "10-88-0-4.db.default.svc.cluster.local.\t5\tIN\tA\t10.88.0.4",
                        "db-0.db.default.svc.cluster.local.\t5\tIN\tA\t10.88.0.2",
                        "db-0.db.default.svc.cluster.local.\t5\tIN\tAAAA\tfd00:88:0:0:0:0:0:2",
                        "db-1.db.default.svc.cluster.local.\t5\tIN\tA\t10.88.0.3");
    }

    @Test
    void srvOfAClusterAddressBringsTheAddressAlong() throws Exception {
        Message answer = ask("_http._tcp.web.default.svc.cluster.local", "SRV");

        assertThat(answer.getSection(Section.ADDITIONAL).stream().map(Record::toString))
                .containsExactly("web.default.svc.cluster.local.\t5\tIN\tA\t10.96.0.5");
    }

    @Test
    void theSoaSaysHowLongANegativeAnswerMayBeKept() throws Exception {
        Message answer = ask("nothing.default.svc.cluster.local", "A");

        assertThat(answer.getSection(Section.AUTHORITY).getFirst().toString())
                .matches("cluster\\.local\\.\\t+5\\tIN\\tSOA\\tns\\.dns\\.cluster\\.local\\."
                        + " hostmaster\\.cluster\\.local\\. \\d+ 7200 1800 86400 5");
        assertThat(outcome(ask("cluster.local", "SOA"))).startsWith("5 SOA ns.dns.cluster.local.");
    }

    @Test
    void addressesTakeTurnsInFront() throws Exception {
        assertThat(java.util.stream.IntStream.range(0, 6).mapToObj(_ -> first("db.default.svc.cluster.local")))
                .containsExactlyInAnyOrder(
                        "10.88.0.2", "10.88.0.3", "10.88.0.4", "10.88.0.2", "10.88.0.3", "10.88.0.4");
    }

    private String first(String name) {
        try {
            return ask(name, "A").getSection(Section.ANSWER).getFirst().rdataToString();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatDoesNotFitIsLeftOutAndTheAnswerSaysSo() throws Exception {
        DnsSlice.Endpoint[] many = new DnsSlice.Endpoint[100];
        for (int i = 0; i < many.length; i++) {
            many[i] = endpoint("10.88.1." + (i + 1), "");
        }
        service("many", List.of(), port("http", "tcp", 80));
        slice("many", "1", List.of(port("http", "tcp", 80)), many);

        Message small = ask("many.default.svc.cluster.local", "A", Wire.UDP_PLAIN);
        Message whole = ask("many.default.svc.cluster.local", "A", Wire.TCP_MAX);
        Message targets = ask("_http._tcp.many.default.svc.cluster.local", "SRV", Wire.TCP_MAX);

        assertThat(small.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(small.getSection(Section.ANSWER)).hasSize((512 - 12 - 36) / 16);
        assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(whole.getSection(Section.ANSWER)).hasSize(100);
        assertThat(targets.getSection(Section.ANSWER)).hasSize(100);
        assertThat(targets.getSection(Section.ADDITIONAL)).hasSize(100);
    }

    @Test
    void recordsFollowTheirObjects() throws Exception {
        ObjectKey web = ObjectKey.of("default", "web");
        service("web", List.of("10.96.0.7"), port("http", "tcp", 80));
        assertThat(outcome(ask("web.default.svc.cluster.local", "A"))).isEqualTo("5 A 10.96.0.7");
        assertThat(outcome(ask("5.0.96.10.in-addr.arpa", "PTR"))).isEqualTo("NXDOMAIN");

        records.service(web, Optional.empty());
        assertThat(outcome(ask("web.default.svc.cluster.local", "A"))).isEqualTo("NXDOMAIN");
        assertThat(outcome(ask("7.0.96.10.in-addr.arpa", "PTR"))).isEqualTo("NXDOMAIN");

        records.namespace("default", false);
        assertThat(outcome(ask("db.default.svc.cluster.local", "A"))).isEqualTo("NXDOMAIN");
    }

    @Test
    void aChangedSliceTakesItsNamesAlong() throws Exception {
        ObjectKey key = ObjectKey.of("default", "bare-1");
        DnsSlice before =
                new DnsSlice(key, ObjectKey.of("default", "bare"), List.of(), List.of(endpoint("10.88.0.7", "one")));
        DnsSlice after =
                new DnsSlice(key, ObjectKey.of("default", "bare"), List.of(), List.of(endpoint("10.88.0.7", "two")));

        records.slice(key, Optional.of(before), Optional.of(after));

        assertThat(outcome(ask("one.bare.default.svc.cluster.local", "A"))).isEqualTo("NXDOMAIN");
        assertThat(outcome(ask("two.bare.default.svc.cluster.local", "A"))).isEqualTo("5 A 10.88.0.7");
        assertThat(outcome(ask("7.0.88.10.in-addr.arpa", "PTR")))
                .isEqualTo("5 PTR two.bare.default.svc.cluster.local.");
    }

    @ParameterizedTest
    @CsvSource({
        "example.com",
        "cluster.local.example.com",
        "xcluster.local",
        "1.0.168.192.in-addr.arpa",
        "96.10.in-addr.arpa"
    })
    void otherNamesAreNotOurs(String name) throws Exception {
        byte[] packet = Message.newQuery(Record.newRecord(Name.fromString(name + "."), Type.A, DClass.IN))
                .toWire();
        System.arraycopy(packet, 0, query.buffer(), 0, packet.length);
        assertThat(query.read(packet.length)).isEqualTo(Query.Verdict.GOOD);

        assertThat(zone.answer(query, reply, Wire.UDP_PLAIN)).isInstanceOf(ClusterZone.Outcome.NotOurs.class);
    }

    @Test
    void anAliasTellsItsTarget() throws Exception {
        byte[] packet = Message.newQuery(
                        Record.newRecord(Name.fromString("ext.default.svc.cluster.local."), Type.A, DClass.IN))
                .toWire();
        System.arraycopy(packet, 0, query.buffer(), 0, packet.length);
        query.read(packet.length);

        assertThat(zone.answer(query, reply, Wire.UDP_PLAIN))
                .isInstanceOfSatisfying(
                        ClusterZone.Outcome.Alias.class,
                        alias -> assertThat(Wire.dotted(alias.target(), 0)).isEqualTo("db.example.com."));
    }

    @Test
    void transfersOfTheZoneAreRefused() throws Exception {
        assertThat(ask("cluster.local", "AXFR").getRcode()).isEqualTo(Rcode.REFUSED);
    }
}
