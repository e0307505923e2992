package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.CONFIGMAPS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.jukung.apiserver.tracing.TraceCollector;
import dev.jukung.apiserver.tracing.TracingConfig;
import dev.jukung.apiserver.webhook.WebhookServer;
import dev.jukung.http.Headers;
import dev.jukung.http.Response;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Traces of requests through the whole pipeline, as a collector gets them over gRPC. */
class TracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final Headers SAMPLED = Headers.of("traceparent", "00-" + TRACE + "-" + PARENT + "-01");
    private static final int ALL = 1_000_000;

    private final TraceCollector collector = new TraceCollector();

    TracingTest() throws Exception {}

    @AfterEach
    void close() throws Exception {
        collector.close();
    }

    private Requests server(int rate) throws Exception {
        TracingConfig config = new TracingConfig(collector.endpoint(), rate, "apiserver-1");
        return new Requests(api -> api.withOperation(Operation.STANDARD.withTracing(config)));
    }

    private static Map<String, Object> attributes(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        each -> each.getValue().getValueCase() == AnyValue.ValueCase.INT_VALUE
                                ? (Object) each.getValue().getIntValue()
                                : each.getValue().getStringValue()));
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    @Test
    void aTrustedClientsTraceIsFollowed() throws Exception {
        Headers headers = SAMPLED.plus("Host", "example:6443")
                .plus("User-Agent", "tester")
                .plus("Audit-Id", "id-1")
                .plus("Content-Type", "application/json");
        try (Requests requests = server(0)) {
            requests.send("POST", CONFIGMAPS + "?dryRun=All", headers, "{\"metadata\":{\"name\":\"dry\"}}");
            requests.send("POST", CONFIGMAPS, headers, "{\"metadata\":{\"name\":\"a\"}}");
            requests.get(CONFIGMAPS); // of no trace, and nobody asked for one
        }

        List<Span> served = collector.spans().stream()
                .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER)
                .toList();
        assertThat(served).hasSize(2).allSatisfy(span -> {
            assertThat(span.getName()).isEqualTo("POST /api/v1/namespaces/{:namespace}/configmaps");
            assertThat(hex(span.getTraceId()) + "-" + hex(span.getParentSpanId()))
                    .isEqualTo(TRACE + "-" + PARENT);
        });
        assertThat(attributes(served.getLast().getAttributesList()))
                .containsEntry("server.address", "example")
                .containsEntry("server.port", 6443L)
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.target", CONFIGMAPS)
                .containsEntry("http.response.status_code", 201L)
                .containsEntry("user_agent.original", "tester")
                .containsEntry("audit-id", "id-1");
        Span stored = collector.span("Create etcd3"); // the dry run stored nothing
        assertThat(collector.above(stored))
                .containsExactly(
                        "Create",
                        "authorization",
                        "priorityandfairness",
                        "impersonation",
                        "audit",
                        "POST /api/v1/namespaces/{:namespace}/configmaps");
        assertThat(attributes(stored.getAttributesList()))
                .containsEntry("key", "/configmaps/default/a")
                .containsEntry("type", "*core.ConfigMap")
                .containsEntry("audit-id", "id-1");
        assertThat(attributes(collector
                        .received()
                        .getFirst()
                        .getResourceSpans(0)
                        .getResource()
                        .getAttributesList()))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("service.name", "apiserver", "service.instance.id", "apiserver-1"));
    }

    @Test
    void anybodyElseOnlyGetsALink() throws Exception {
        try (Requests requests = server(ALL)) {
            requests.sendAs("joe", "GET", "/version", SAMPLED);
        }

        Span span = collector.span("GET");
        assertThat(span.getParentSpanId().isEmpty()).isTrue();
        assertThat(hex(span.getTraceId())).isNotEqualTo(TRACE);
        assertThat(span.getLinksList())
                .extracting(link -> hex(link.getTraceId()))
                .containsExactly(TRACE);
    }

    @Test
    void withoutARateAnybodyElseIsNotTraced() throws Exception {
        try (Requests requests = server(0)) {
            requests.sendAs("joe", "GET", "/version", SAMPLED);
        }

        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void aWebhookIsToldWhichStepItIsAPartOf() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        try (Requests requests = server(0);
                WebhookServer webhook = new WebhookServer(requests.clock(), request -> {
                    told.add(request.header("traceparent").orElse(""));
                    ObjectValue review = Json.parseObject(request.body());
                    ObjectValue allowed =
                            ObjectValue.of("uid", review.object("request").text("uid", ""), "allowed", true);
                    return Response.of(
                            200,
                            "application/json",
                            Json.bytes(review.without("request").with("response", allowed)));
                })) {
            register(requests, webhook, "validatingwebhookconfigurations", "v");
            register(requests, webhook, "mutatingwebhookconfigurations", "m");

            Headers headers = SAMPLED.plus("Content-Type", "application/json");
            assertThat(requests.send("POST", CONFIGMAPS, headers, "{\"metadata\":{\"name\":\"a\"}}")
                            .code())
                    .isEqualTo(201);
        }

        List<Span> calls = collector.spans().stream()
                .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                .toList();
        assertThat(told)
                .containsExactlyElementsOf(calls.stream()
                        .map(span -> "00-" + TRACE + "-" + hex(span.getSpanId()) + "-01")
                        .toList());
        assertThat(calls).extracting(Span::getName).containsExactly("HTTP POST", "HTTP POST");
        Span asked = collector.span("Call mutating webhook");
        assertThat(asked.getSpanId()).isEqualTo(calls.getFirst().getParentSpanId());
        assertThat(attributes(asked.getAttributesList()))
                .containsEntry("webhook", "m.example.com")
                .containsEntry("resource", "/v1, Resource=configmaps");
        assertThat(asked.getEventsList()).extracting(Span.Event::getName).containsExactly("Request completed");
        assertThat(collector.above(collector.span("Call validating webhook")).getFirst())
                .isEqualTo("Create");
    }

    @Test
    void aServerThatTracesNothingHandsTheTraceOn() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        try (Requests requests = new Requests();
                WebhookServer webhook = new WebhookServer(requests.clock(), request -> {
                    told.add(request.header("traceparent").orElse(""));
                    return Response.text(500, "no");
                })) {
            register(requests, webhook, "validatingwebhookconfigurations", "v");
            String object = "{\"metadata\":{\"name\":\"a\"}}";
            requests.send("POST", CONFIGMAPS, SAMPLED.plus("Content-Type", "application/json"), object);
            requests.post(CONFIGMAPS, object);
        }

        assertThat(told).containsExactly(SAMPLED.first("traceparent").orElseThrow(), "");
    }

    private static void register(Requests requests, WebhookServer server, String kind, String name) throws Exception {
        ObjectValue rule = ObjectValue.of(
                "operations", ListValue.of("*"),
                "apiGroups", ListValue.of("*"),
                "apiVersions", ListValue.of("*"),
                "resources", ListValue.of("configmaps"));
        ObjectValue webhook = ObjectValue.of(
                "name", name + ".example.com",
                "clientConfig", ObjectValue.of("url", server.url("/review"), "caBundle", server.caBundle()),
                "rules", ListValue.of(rule),
                "sideEffects", "None",
                "admissionReviewVersions", ListValue.of("v1"));
        ObjectValue configuration =
                ObjectValue.of("metadata", ObjectValue.of("name", name), "webhooks", ListValue.of(webhook));
        assertThat(requests.post("/apis/admissionregistration.k8s.io/v1/" + kind, configuration.toString())
                        .code())
                .isEqualTo(201);
    }
}
