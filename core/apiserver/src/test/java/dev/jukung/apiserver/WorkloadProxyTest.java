package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.jukung.apiserver.rest.WorkloadProxy;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientTls;
import dev.jukung.http.Headers;
import dev.jukung.http.HttpClient;
import dev.jukung.http.HttpServer;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.store.RevisionStores;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxies of pods and services, with a Pod on this machine behind them. */
class WorkloadProxyTest {
    private static final String NAMESPACE = "/api/v1/namespaces/default/";
    private static final Faults FAULTS = (where, bug) -> {
        throw new AssertionError(where, bug);
    };

    private final SystemClock clock = new SystemClock();
    private final List<Request> received = new CopyOnWriteArrayList<>();
    private HttpServer pod;
    private HttpClient client;
    private Requests requests;

    @BeforeEach
    void start() throws Exception {
        pod = HttpServer.start(new InetSocketAddress(0), this::answer, HttpServer.Options.of("pod", clock, FAULTS));
        client = new HttpClient(HttpClient.Options.of("workloads", ClientTls.trustingAnyone(), clock, FAULTS));
        requests = new Requests(
                UnaryOperator.identity(),
                RevisionStores::inMemory,
                (store, kinds) -> new WorkloadProxy(client, store, kinds, new Randomness(new Random(1))));
        created("serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        created(
                "pods",
                "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
        created("services", "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"ports\":[{\"name\":\"http\",\"port\":80}]}}");
    }

    @AfterEach
    void stop() {
        requests.close();
        client.close();
        pod.close();
    }

    private Response answer(Request request) {
        received.add(request);
        return switch (request.path()) {
            case "/page" ->
                Response.of(200, "text/html", "<a href=\"/next\">next</a>".getBytes(StandardCharsets.UTF_8));
            case "/old" -> new Response(302, Headers.of("Location", "/new"), new Response.Bytes(new byte[0]));
            default -> Response.text(418, request.method() + " " + request.target());
        };
    }

    private void created(String resource, String json) throws Exception {
        Requests.Answer answer = requests.post(NAMESPACE + resource, json);
        assertThat(answer.code()).as(answer.body()).isEqualTo(201);
    }

    /** The Endpoints as a controller would write them. */
    private void endpoints(String ip) throws Exception {
        created("endpoints", """
                {"metadata":{"name":"web"},"subsets":[{"ports":[{"name":"http","port":%d}],
                 "addresses":[{"ip":"%s","targetRef":{"kind":"Pod","name":"web","namespace":"default"}}]}]}""".formatted(pod.address().getPort(), ip));
    }

    /** An address of this machine that other machines could use too. */
    private static Optional<String> ownAddress() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address
                        && !address.isLoopbackAddress()
                        && !address.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
    }

    private void podAt(String ip) throws Exception {
        String status = "{\"status\":{\"podIP\":\"%s\",\"podIPs\":[{\"ip\":\"%s\"}]}}".formatted(ip, ip);
        assertThat(requests.patch(NAMESPACE + "pods/web/status", Requests.MERGE, status)
                        .code())
                .isEqualTo(200);
    }

    private Requests.Answer proxied(String method, String below) throws Exception {
        return requests.whole(method, NAMESPACE + "services/web:http/proxy" + below, Headers.NONE, "");
    }

    @Test
    void aServiceWithoutEndpointsIsNotAvailable() throws Exception {
        assertThat(requests.get(NAMESPACE + "services/web:http/proxy/").refusal())
                .isEqualTo("404 NotFound: services \"web\" not found");
        endpoints("10.9.9.9");

        assertThat(requests.get(NAMESPACE + "services/web:http/proxy/").refusal())
                .isEqualTo("503 ServiceUnavailable: no endpoints available for service \"web:http\"");
        assertThat(requests.get(NAMESPACE + "services/web:81/proxy/").refusal())
                .isEqualTo("503 ServiceUnavailable: no service port 81 found for service \"web\"");
        assertThat(received).isEmpty();
    }

    @Test
    void aPodAtALoopbackAddressIsNotConnectedTo() throws Exception {
        podAt("127.0.0.1");

        assertThat(requests.get(NAMESPACE + "pods/web:80/proxy/").refusal())
                .isEqualTo("400 BadRequest: address not allowed");
        assertThat(requests.get(NAMESPACE + "pods/ftp:web:80/proxy/").refusal())
                .isEqualTo("400 BadRequest: invalid pod request \"ftp:web:80\"");
        assertThat(received).isEmpty();
    }

    @Test
    void whatIsAskedOfAServiceIsAnsweredByItsPod() throws Exception {
        Optional<String> address = ownAddress();
        assumeThat(address).as("an address that is not loopback").isPresent();
        podAt(address.get());
        endpoints(address.get());

        assertThat(proxied("PUT", "/a/b?x=1&y=2").body()).isEqualTo("PUT /a/b?x=1&y=2");
        assertThat(proxied("DELETE", "/").code()).isEqualTo(418);
        assertThat(received.getFirst().header("X-Forwarded-Uri")).contains(NAMESPACE + "services/web:http/proxy/a/b");
        assertThat(received.getFirst().header("X-Forwarded-For")).contains("127.0.0.1");
        assertThat(requests.get(NAMESPACE + "services/web:http/proxy/page").body())
                .isEqualTo("<a href=\"" + NAMESPACE + "services/web:http/proxy/next\">next</a>");
        assertThat(proxied("GET", "/old").headers().first("Location"))
                .contains(NAMESPACE + "services/web:http/proxy/new");
    }

    @Test
    void theProxyWithoutASlashLeadsToTheOneWithIt() throws Exception {
        Optional<String> address = ownAddress();
        assumeThat(address).as("an address that is not loopback").isPresent();
        podAt(address.get());

        Requests.Answer answer = requests.get(NAMESPACE + "pods/web:1/proxy?a=b");

        assertThat(answer.code()).isEqualTo(301);
        assertThat(answer.headers().first("Location")).contains(NAMESPACE + "pods/web:1/proxy/?a=b");
    }
}
