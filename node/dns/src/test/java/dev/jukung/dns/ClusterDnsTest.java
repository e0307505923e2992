package dev.jukung.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.base.VirtualClock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Namespace;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The running server, asked by dnsjava over real sockets. */
final class ClusterDnsTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final FakeApi api = new FakeApi();
    private final SystemClock clock = new SystemClock();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Randomness randomness = new Randomness(new Random(1));
    private final Informers informers =
            new Informers(api, new Surroundings(clock, randomness, this::fault, LoopMetrics.NONE));
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    private Path directory;

    private void fault(String where, Throwable bug) {
        faults.add(where + ": " + bug);
    }

    @BeforeEach
    void aSmallCluster() {
        api.put(Resources.NAMESPACES, new Namespace(json("{'metadata':{'name':'default'}}")));
        service("web", "{'clusterIP':'10.96.0.5','clusterIPs':['10.96.0.5'],'ports':[{'name':'http','port':80}]}");
        service("db", "{'clusterIP':'None','clusterIPs':['None'],'ports':[{'name':'pg','port':5432}]}");
        slice("{'addresses':['10.88.0.2'],'hostname':'db-0','conditions':{'ready':true}},"
                + "{'addresses':['10.88.0.3'],'hostname':'db-1','conditions':{'ready':false}}");
        service("ext", "{'type':'ExternalName','externalName':'www.example.com'}");
        service("inner", "{'type':'ExternalName','externalName':'web.default.svc.cluster.local'}");
        service("round", "{'type':'ExternalName','externalName':'round.default.svc.cluster.local'}");
        service("odd", "{'type':'ExternalName','externalName':'10.1.2.3'}");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
        informers.close();
        assertThat(faults).isEmpty();
    }

    private static ObjectValue json(String text) {
        return Json.parseObject(text.replace('\'', '"'));
    }

    private void service(String name, String spec) {
        api.put(
                Resources.SERVICES,
                new Service(json("{'metadata':{'name':'" + name + "','namespace':'default'},'spec':" + spec + "}")));
    }

    private void slice(String endpoints) {
        api.put(
                Resources.ENDPOINTSLICES,
                new EndpointSlice(json("{'metadata':{'name':'db-1','namespace':'default','labels':"
                        + "{'kubernetes.io/service-name':'db'}},'addressType':'IPv4',"
                        + "'ports':[{'name':'pg','protocol':'TCP','port':5432}],'endpoints':[" + endpoints + "]}")));
    }

    private ClusterDnsConfig config(FakeUpstream... upstreams) {
        return ClusterDnsConfig.of(
                        "cluster.local",
                        List.of(ANY_PORT),
                        List.of("10.96.0.0/12", "10.88.0.0/16"),
                        List.of("10.96.0.10"))
                .withUpstreams(
                        Arrays.stream(upstreams).map(FakeUpstream::address).toList());
    }

    private ClusterDns start(ClusterDnsConfig config) throws Exception {
        ClusterDns dns = ClusterDns.start(config, informers, clock, randomness, this::fault, DnsMetrics.NONE);
        open.add(dns);
        informers.start();
        dns.awaitReady();
        return dns;
    }

    private FakeUpstream upstream() throws IOException {
        FakeUpstream upstream = new FakeUpstream(ClusterDnsTest::internet);
        open.add(upstream);
        return upstream;
    }

    /** example.com and below has addresses (as many as its first label says), the rest does not exist. */
    private static Message internet(Message query) {
        Message answer = new Message(query.getHeader().getID());
        Record question = query.getQuestion();
        answer.addRecord(question, Section.QUESTION);
        answer.getHeader().setFlag(Flags.RA);
        Name example = Name.fromConstantString("example.com.");
        if (!question.getName().subdomain(example)) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
            answer.addRecord(
                    new SOARecord(Name.root, DClass.IN, 86400, example, example, 1, 2, 3, 4, 60), Section.AUTHORITY);
            return answer;
        }
        String first = question.getName().getLabelString(0);
        int count = first.matches("many[0-9]+") ? Integer.parseInt(first.substring(4)) : 1;
        for (int i = 0; i < count && question.getType() == Type.A; i++) {
            answer.addRecord(
                    new ARecord(question.getName(), DClass.IN, 300, InetAddress.ofLiteral("192.0.2." + (1 + i % 250))),
                    Section.ANSWER);
        }
        return answer;
    }

    private static Message ask(ClusterDns dns, String name, int type, boolean tcp, int ednsSize) throws IOException {
        SimpleResolver resolver = new SimpleResolver(dns.addresses().getFirst());
        resolver.setTCP(tcp);
        resolver.setIgnoreTruncation(true);
        resolver.setTimeout(Duration.ofSeconds(10));
        if (ednsSize > 0) {
            resolver.setEDNS(0, ednsSize, 0, List.of());
        } else {
            resolver.setEDNS(-1);
        }
        return resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN)));
    }

    private static Message ask(ClusterDns dns, String name, int type) throws IOException {
        return ask(dns, name, type, false, 0);
    }

    private static String text(Message answer) {
        String records = answer.getSection(Section.ANSWER).stream()
                .map(record -> Type.string(record.getType()) + " " + record.rdataToString())
                .collect(Collectors.joining("; "));
        return Rcode.string(answer.getRcode()) + (records.isEmpty() ? "" : " " + records);
    }

    @Test
    void namesOfTheClusterAreAnsweredOverUdpAndTcp() throws Exception {
        ClusterDns dns = start(config());

        for (boolean tcp : new boolean[] {false, true}) {
            assertThat(text(ask(dns, "web.default.svc.cluster.local", Type.A, tcp, 0)))
                    .isEqualTo("NOERROR A 10.96.0.5");
            assertThat(text(ask(dns, "db.default.svc.cluster.local", Type.A, tcp, 1232)))
                    .isEqualTo("NOERROR A 10.88.0.2");
            assertThat(text(ask(dns, "no.default.svc.cluster.local", Type.A, tcp, 0)))
                    .isEqualTo("NXDOMAIN");
        }
    }

    @Test
    void recordsFollowTheObjects() throws Exception {
        ClusterDns dns = start(config());

        slice("{'addresses':['10.88.0.2'],'hostname':'db-0','conditions':{'ready':true}},"
                + "{'addresses':['10.88.0.3'],'hostname':'db-1','conditions':{'ready':true}}");
        await().until(() ->
                text(ask(dns, "db-1.db.default.svc.cluster.local", Type.A)).equals("NOERROR A 10.88.0.3"));

        api.remove(Resources.SERVICES, ObjectKey.of("default", "web"));
        await().until(() ->
                text(ask(dns, "web.default.svc.cluster.local", Type.A)).equals("NXDOMAIN"));
    }

    @Test
    void beforeTheClusterIsKnownItsNamesFailInsteadOfBeingDenied() throws Exception {
        ClusterDns dns = ClusterDns.start(config(), informers, clock, randomness, this::fault, DnsMetrics.NONE);
        open.add(dns);

        assertThat(dns.ready()).isFalse();
        assertThat(text(ask(dns, "web.default.svc.cluster.local", Type.A))).isEqualTo("SERVFAIL");
    }

    @Test
    void otherNamesAreAskedUpstreamOnceAndThenKnown() throws Exception {
        FakeUpstream upstream = upstream();
        ClusterDns dns = start(config(upstream));

        Message first = ask(dns, "www.example.com", Type.A);
        Message second = ask(dns, "WWW.example.com", Type.A);
        Message missing = ask(dns, "nothing.invalid", Type.A);
        Message missingAgain = ask(dns, "nothing.invalid", Type.A);

        assertThat(text(first)).isEqualTo("NOERROR A 192.0.2.1");
        assertThat(first.getHeader().getFlag(Flags.RA)).isTrue();
        assertThat(first.getHeader().getFlag(Flags.AA)).isFalse();
        assertThat(text(second)).isEqualTo("NOERROR A 192.0.2.1");
        assertThat(second.getQuestion().getName().toString()).isEqualTo("WWW.example.com.");
        assertThat(text(missing)).isEqualTo("NXDOMAIN");
        assertThat(missingAgain.getSection(Section.AUTHORITY)).hasSize(1);
        assertThat(upstream.asked.stream().filter(line -> !line.contains("HINFO")))
                .containsExactly("udp www.example.com. A", "udp nothing.invalid. A");
    }

    @Test
    void anUpstreamsLongAnswerIsFetchedOverTcpAndCutForTheClient() throws Exception {
        FakeUpstream upstream = upstream();
        ClusterDns dns = start(config(upstream));

        Message plain = ask(dns, "many200.example.com", Type.A, false, 0);
        Message edns = ask(dns, "many200.example.com", Type.A, false, 4096);
        Message tcp = ask(dns, "many200.example.com", Type.A, true, 0);

        assertThat(plain.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(plain.getSection(Section.ANSWER)).hasSize((512 - 12 - 25) / 16);
        assertThat(edns.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(edns.numBytes()).isLessThanOrEqualTo(Wire.UDP_MAX);
        assertThat(tcp.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(tcp.getSection(Section.ANSWER)).hasSize(200);
        assertThat(upstream.asked.stream().filter(line -> !line.contains("HINFO")))
                .containsExactly("udp many200.example.com. A", "tcp many200.example.com. A");
    }

    @Test
    void aDeadUpstreamIsLeftAloneUntilItAnswersAgain() throws Exception {
        FakeUpstream dead = upstream();
        FakeUpstream alive = upstream();
        ClusterDns dns = start(config(dead, alive));
        dead.close();

        for (int i = 0; i < 20; i++) {
            assertThat(text(ask(dns, "host" + i + ".example.com", Type.A))).isEqualTo("NOERROR A 192.0.2.1");
        }

        FakeUpstream revived =
                new FakeUpstream(ClusterDnsTest::internet, dead.address().getPort());
        open.add(revived);
        await().until(() -> revived.asked.contains("udp . NS"));
        alive.close();
        assertThat(text(ask(dns, "last.example.com", Type.A))).isEqualTo("NOERROR A 192.0.2.1");
    }

    @Test
    void aSilentUpstreamCostsOneTimeoutNotTheAnswer() throws Exception {
        FakeUpstream silent = upstream();
        FakeUpstream alive = upstream();
        silent.silent(true);
        ClusterDns dns = start(config(silent, alive));

        for (int i = 0; i < 6; i++) {
            assertThat(text(ask(dns, "host" + i + ".example.com", Type.A))).isEqualTo("NOERROR A 192.0.2.1");
        }
    }

    @Test
    void withoutAnyUpstreamOtherNamesFail() throws Exception {
        FakeUpstream dead = upstream();
        ClusterDns dns = start(config(dead));
        dead.close();

        assertThat(text(ask(dns, "www.example.com", Type.A))).isEqualTo("SERVFAIL");
        assertThat(text(ask(dns, "web.default.svc.cluster.local", Type.A))).isEqualTo("NOERROR A 10.96.0.5");
    }

    @Test
    void answersToOtherQuestionsOrWithOtherIdsDoNotCount() throws Exception {
        FakeUpstream liar = upstream();
        FakeUpstream honest = upstream();
        liar.mangle(bytes -> {
            byte[] other = bytes.clone();
            other[0] ^= 1;
            return other;
        });
        ClusterDns dns = start(config(liar, honest));

        assertThat(text(ask(dns, "www.example.com", Type.A))).isEqualTo("NOERROR A 192.0.2.1");
        assertThat(honest.asked).anyMatch(line -> line.contains("www"));
    }

    @Test
    void externalNamesAreFollowed() throws Exception {
        ClusterDns dns = start(config(upstream()));

        assertThat(text(ask(dns, "ext.default.svc.cluster.local", Type.A)))
                .isEqualTo("NOERROR CNAME www.example.com.; A 192.0.2.1");
        assertThat(text(ask(dns, "inner.default.svc.cluster.local", Type.A, false, 1232)))
                .isEqualTo("NOERROR CNAME web.default.svc.cluster.local.; A 10.96.0.5");
        assertThat(text(ask(dns, "inner.default.svc.cluster.local", Type.AAAA, true, 0)))
                .isEqualTo("NOERROR CNAME web.default.svc.cluster.local.");
        assertThat(text(ask(dns, "ext.default.svc.cluster.local", Type.CNAME)))
                .isEqualTo("NOERROR CNAME www.example.com.");
        assertThat(text(ask(dns, "round.default.svc.cluster.local", Type.A))).startsWith("SERVFAIL");
        assertThat(text(ask(dns, "odd.default.svc.cluster.local", Type.A))).isEqualTo("NXDOMAIN");
    }

    @Test
    void aLoopIsNoticedAndForwardingStops() throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket(ANY_PORT)) {
            port = free.getLocalPort();
        }
        // An upstream that sends everything back to where it came from.
        try (DatagramSocket relay = new DatagramSocket(ANY_PORT)) {
            InetSocketAddress dnsAddress = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            Thread.ofVirtual().start(() -> relay(relay, dnsAddress));
            ClusterDnsConfig usual = config().withUpstreams(List.of((InetSocketAddress) relay.getLocalSocketAddress()));
            ClusterDns dns = start(new ClusterDnsConfig(
                    usual.domain(),
                    List.of(dnsAddress),
                    usual.ttlSeconds(),
                    usual.reverseCidrs(),
                    usual.serverAddresses(),
                    usual.podNames(),
                    usual.upstreams(),
                    Optional.empty(),
                    usual.cacheTtl(),
                    usual.cacheEntries(),
                    usual.threads()));

            await().untilAsserted(() -> {
                long start = clock.nanos();
                assertThat(text(ask(dns, "www.example.com", Type.A))).isEqualTo("SERVFAIL");
                assertThat(Duration.ofNanos(clock.nanos() - start)).isLessThan(Duration.ofSeconds(1));
            });
            assertThat(text(ask(dns, "web.default.svc.cluster.local", Type.A))).isEqualTo("NOERROR A 10.96.0.5");
        }
    }

    private static void relay(DatagramSocket relay, InetSocketAddress to) {
        byte[] buffer = new byte[512];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                relay.receive(packet);
                relay.send(new DatagramPacket(buffer, packet.getLength(), to));
            }
        } catch (IOException _) {
            return; // closed
        }
    }

    @Test
    void theServersOfResolvConfAreReadAgainWhenItChanges() throws Exception {
        Path file = directory.resolve("resolv.conf");
        InetSocketAddress own = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53);
        VirtualClock time = new VirtualClock(Instant.EPOCH);
        Files.writeString(file, "# none\nnameserver nonsense\noptions ndots:5\n nameserver 192.0.2.7\n");
        Upstreams upstreams = new Upstreams(List.of(), Optional.of(file), Set.of(own), time);
        assertThat(upstreams.servers()).extracting(Upstream::toString).containsExactly("192.0.2.7:53");
        Upstream kept = upstreams.servers().getFirst();

        Files.writeString(file, "nameserver 127.0.0.1\nnameserver\t2001:db8::1\nnameserver 192.0.2.7");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(upstreams.servers()).containsExactly(kept);
        time.advance(Duration.ofSeconds(6));

        assertThat(upstreams.servers())
                .extracting(Upstream::toString)
                .containsExactly("2001:db8:0:0:0:0:0:1:53", "192.0.2.7:53");
        assertThat(upstreams.servers()).contains(kept);
    }

    @Test
    void edgesOfTheProtocol() throws Exception {
        ClusterDns dns = start(config());
        byte[] good = Message.newQuery(
                        Record.newRecord(Name.fromString("web.default.svc.cluster.local."), Type.A, DClass.IN))
                .toWire();

        // RFC 6891: a version that is not known
        Message badVersion = Message.newQuery(
                Record.newRecord(Name.fromString("web.default.svc.cluster.local."), Type.A, DClass.IN));
        badVersion.addRecord(new org.xbill.DNS.OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        assertThat(send(dns, badVersion.toWire()).getRcode()).isEqualTo(Rcode.BADVERS);
        // EDNS is answered with EDNS, and only then
        assertThat(ask(dns, "web.default.svc.cluster.local", Type.A, false, 1232)
                        .getOPT())
                .isNotNull();
        assertThat(ask(dns, "web.default.svc.cluster.local", Type.A).getOPT()).isNull();
        // opcode UPDATE
        byte[] update = good.clone();
        update[2] |= 5 << 3;
        assertThat(header(dns, update).getRcode()).isEqualTo(Rcode.NOTIMP);
        // two questions
        byte[] two = good.clone();
        two[5] = 2;
        assertThat(header(dns, two).getRcode()).isEqualTo(Rcode.FORMERR);
        // cut in the name
        assertThat(header(dns, Arrays.copyOf(good, 20)).getRcode()).isEqualTo(Rcode.FORMERR);
        // class CHAOS
        byte[] chaos = good.clone();
        chaos[chaos.length - 1] = 3;
        assertThat(header(dns, chaos).getRcode()).isEqualTo(Rcode.REFUSED);
        // an answer is no question, and less than a header is nothing
        byte[] answer = good.clone();
        answer[2] |= (byte) 0x80;
        assertThatThrownBy(() -> header(dns, answer)).isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(() -> header(dns, new byte[5])).isInstanceOf(SocketTimeoutException.class);
        // the letters come back as they were
        Message mixed = ask(dns, "wEb.dEfAuLt.svc.cluster.local", Type.A);
        assertThat(mixed.getQuestion().getName().toString()).isEqualTo("wEb.dEfAuLt.svc.cluster.local.");
    }

    private static byte[] exchange(ClusterDns dns, byte[] packet) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(400);
            socket.connect(dns.addresses().getFirst());
            socket.send(new DatagramPacket(packet, packet.length));
            DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
            socket.receive(answer);
            return Arrays.copyOf(answer.getData(), answer.getLength());
        }
    }

    private static Message send(ClusterDns dns, byte[] packet) throws IOException {
        return new Message(exchange(dns, packet));
    }

    private static Header header(ClusterDns dns, byte[] packet) throws IOException {
        return new Header(exchange(dns, packet));
    }

    @Test
    void oneTcpConnectionCarriesManyQueriesInPieces() throws Exception {
        ClusterDns dns = start(config());
        byte[] query = Message.newQuery(
                        Record.newRecord(Name.fromString("web.default.svc.cluster.local."), Type.A, DClass.IN))
                .toWire();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(5000);
            socket.setTcpNoDelay(true);
            socket.connect(dns.addresses().getFirst());
            byte[] stream = new byte[(query.length + 2) * 50];
            for (int i = 0; i < 50; i++) {
                int at = i * (query.length + 2);
                Wire.u16(stream, at, query.length);
                System.arraycopy(query, 0, stream, at + 2, query.length);
            }
            socket.getOutputStream().write(stream, 0, 101);
            socket.getOutputStream().flush();
            socket.getOutputStream().write(stream, 101, stream.length - 101);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < 50; i++) {
                byte[] answer = new byte[in.readUnsignedShort()];
                in.readFully(answer);
                assertThat(text(new Message(answer))).isEqualTo("NOERROR A 10.96.0.5");
            }
            byte[] tooLong = new byte[] {0x7f, 0x7f, 1};
            socket.getOutputStream().write(tooLong);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void aTakenAddressIsSaid() throws Exception {
        ClusterDns first = start(config());
        ClusterDnsConfig same = ClusterDnsConfig.of("cluster.local", first.addresses(), List.of(), List.of());

        assertThatThrownBy(() -> ClusterDns.start(same, informers, clock, randomness, this::fault, DnsMetrics.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on");
    }

    @Test
    void countersHaveCoreDnsNamesAndStatusTellsReadiness() throws Exception {
        DnsCounters counters = new DnsCounters("dns://:53");
        ClusterDns dns = ClusterDns.start(config(upstream()), informers, clock, randomness, this::fault, counters);
        open.add(dns);
        StatusServer status = StatusServer.start(ANY_PORT, counters::prometheus, dns::ready);
        open.add(status);
        assertThat(get(status, "/ready").statusCode()).isEqualTo(503);
        informers.start();
        dns.awaitReady();

        ask(dns, "web.default.svc.cluster.local", Type.A);
        ask(dns, "no.default.svc.cluster.local", Type.AAAA, true, 0);
        ask(dns, "www.example.com", Type.A);
        ask(dns, "www.example.com", Type.A);

        assertThat(get(status, "/ready").statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(get(status, "/metrics").body())
                .contains(
                        "coredns_dns_requests_total{proto=\"udp\",server=\"dns://:53\",view=\"\","
                                + "zone=\"cluster.local.\",type=\"A\"} 1\n",
                        "coredns_dns_requests_total{proto=\"tcp\",server=\"dns://:53\",view=\"\","
                                + "zone=\"cluster.local.\",type=\"AAAA\"} 1\n",
                        "coredns_dns_responses_total{plugin=\"kubernetes\",rcode=\"NXDOMAIN\",server=\"dns://:53\","
                                + "view=\"\",zone=\"cluster.local.\"} 1\n",
                        "coredns_dns_request_duration_seconds_bucket{server=\"dns://:53\",view=\"\",zone=\".\","
                                + "le=\"+Inf\"} 2\n",
                        "le=\"0.00025\"}",
                        "coredns_cache_hits_total{server=\"dns://:53\",type=\"success\",zones=\".\"} 1\n",
                        "coredns_forward_requests_total{to="));
    }

    private static HttpResponse<String> get(StatusServer status, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + status.address().getPort() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
