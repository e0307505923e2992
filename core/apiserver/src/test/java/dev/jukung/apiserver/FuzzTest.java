package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.http.Headers;
import dev.jukung.http.Response;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged bodies in every content type and patch type, and damaged selectors and options: each is answered, with what it asks for
 * or a Status of the client's fault, never by a bug of the server. The same requests each time; {@code -Djukung.fuzz=N} makes
 * N of each kind in place of the few of an ordinary run, {@code -Djukung.fuzz.seed=N} others.
 */
class FuzzTest {
    private static final int COUNT = Integer.getInteger("jukung.fuzz", 400);
    private static final long SEED = Long.getLong("jukung.fuzz.seed", 1);
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    private static final String POD = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"app":"x"},"annotations":{"a":"b"}},\
            "spec":{"containers":[{"name":"c","image":"i","env":[{"name":"A","value":"b"}],\
            "resources":{"limits":{"cpu":"100m","memory":"1Gi"}},"ports":[{"containerPort":80,"protocol":"TCP"}]}],\
            "tolerations":[{"key":"k","operator":"Exists","effect":"NoSchedule"}],"terminationGracePeriodSeconds":30}}""";
    private static final String DEPLOYMENT = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"replicas":2,\
            "selector":{"matchLabels":{"app":"x"}},"strategy":{"rollingUpdate":{"maxSurge":"25%","maxUnavailable":1}},\
            "template":{"metadata":{"labels":{"app":"x"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""";
    private static final String DEFINITION = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"things.example.com"},\
            "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"things","singular":"thing","kind":"Thing"},\
            "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":\
            {"spec":{"type":"object","properties":{"n":{"type":"integer","minimum":1,"default":3}},\
            "x-kubernetes-validations":[{"rule":"self.n > 0","message":"m"}]}}}}}]}}""";
    private static final String EVENT = """
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"e"},"involvedObject":{"kind":"Pod","name":"p","namespace":"default"},\
            "reason":"R","message":"m","firstTimestamp":"2026-01-01T00:00:00Z","count":1,"type":"Normal"}""";

    /** Where a body goes, and a right one. */
    private record Place(String collection, String name, String body) {
        String one() {
            return collection + "/" + name;
        }
    }

    private static final List<Place> PLACES = List.of(
            new Place("/api/v1/namespaces/default/pods", "p", POD),
            new Place("/apis/apps/v1/namespaces/default/deployments", "d", DEPLOYMENT),
            new Place("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "things.example.com", DEFINITION),
            new Place("/api/v1/namespaces/default/events", "e", EVENT));

    /** Faults of the client that kube-apiserver answers with 500. */
    private static final List<String> KUBERNETES_500 = List.of(
            "failed to create typed patch object (",
            "unknown patch type: ",
            "list element types are not identical: ",
            "map: map[",
            "strconv.ParseUint: parsing ");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "\"\"",
            "0",
            "-1",
            "1e999",
            "9223372036854775808",
            "0.1",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"\":null}",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"a\\nb\"",
            "\"" + "x".repeat(300) + "\"",
            "[".repeat(2_000) + "]".repeat(2_000),
            "{\"a\":".repeat(500) + "1" + "}".repeat(500),
            "1" + "0".repeat(400),
            "\"1e1e1\"",
            "\"9999999999999999999999Gi\"",
            "\"2026-13-45T99:99:99Z\"",
            "\"*\"",
            "{\"$patch\":\"delete\"}",
            "{\"$patch\":\"bogus\"}",
            "{\"$retainKeys\":[1]}",
            "{\"$setElementOrder/containers\":[{}]}",
            "{\"matchExpressions\":[{}]}");

    private static final List<String> SELECTOR_PARTS = List.of(
            "a",
            "app",
            "=",
            "==",
            "!=",
            "!",
            ",",
            "(",
            ")",
            " ",
            "in",
            "notin",
            " in (",
            " notin (",
            "a/b",
            "/",
            "x.y/z",
            ">",
            "<",
            "1",
            "-",
            "_",
            ".",
            "\\",
            "\\,",
            "%",
            "é",
            "metadata.name",
            "status.phase",
            "spec.nodeName",
            "\"",
            "'",
            "\u0000",
            "𝄞",
            "kubernetes.io/x",
            "exists");

    private final Random random = new Random(SEED);
    private Requests requests;

    @BeforeEach
    void start() throws Exception {
        requests = new Requests();
        requests.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        for (Place place : PLACES) {
            assertThat(requests.post(place.collection(), place.body()).code())
                    .as(place.one())
                    .isEqualTo(201);
        }
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private interface Body {
        byte[] damaged(FuzzTest test, Place place) throws Exception;
    }

    static List<Arguments> bodies() {
        Body json = (test, place) -> test.damagedJson(place.body());
        Body yaml = (test, place) -> test.damagedYaml(place.body());
        Body protobuf = (test, place) -> test.damagedBytes(test.inProtobuf(place));
        return List.of(
                Arguments.of("application/json", "POST", json),
                Arguments.of("application/json", "PUT", json),
                Arguments.of("application/yaml", "POST", yaml),
                Arguments.of("application/yaml", "PUT", yaml),
                Arguments.of(PROTOBUF, "POST", protobuf),
                Arguments.of(PROTOBUF, "PUT", protobuf),
                Arguments.of(Requests.MERGE, "PATCH", json),
                Arguments.of(Requests.STRATEGIC, "PATCH", json),
                Arguments.of(Requests.APPLY, "PATCH", yaml),
                Arguments.of(Requests.JSON_PATCH, "PATCH", (Body) (test, _) -> test.jsonPatch()),
                Arguments.of(
                        "application/json",
                        "DELETE",
                        (Body)
                                (test, _) -> test.damagedJson(
                                        "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":5,\"preconditions\":{\"uid\":\"u\",\"resourceVersion\":\"1\"},\"propagationPolicy\":\"Foreground\",\"dryRun\":[\"All\"]}")));
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("bodies")
    void aDamagedBodyIsTheClientsFault(String type, String method, Body body) throws Exception {
        for (int i = 0; i < COUNT; i++) {
            Place place = PLACES.get(i % PLACES.size());
            byte[] bytes = body.damaged(this, place);
            // Nothing is kept, so that each request meets the same objects.
            String target = (method.equals("POST") ? place.collection() : place.one()) + "?dryRun=All&fieldManager=fuzz"
                    + (type.equals(Requests.APPLY) ? "&force=true" : "");
            check(method, target, Headers.of("Content-Type", type), bytes);
        }
    }

    @Test
    void damagedOptionsAreTheClientsFault() throws Exception {
        List<String> names = List.of(
                "labelSelector",
                "fieldSelector",
                "limit",
                "continue",
                "resourceVersion",
                "resourceVersionMatch",
                "timeoutSeconds",
                "sendInitialEvents",
                "allowWatchBookmarks",
                "pretty",
                "dryRun",
                "fieldManager",
                "fieldValidation");
        for (int i = 0; i < 4 * COUNT; i++) {
            StringBuilder query = new StringBuilder("x=1");
            for (int option = 0; option <= random.nextInt(3); option++) {
                query.append('&')
                        .append(names.get(random.nextInt(i % 2 == 0 ? 2 : names.size())))
                        .append('=')
                        .append(URLEncoder.encode(text(), StandardCharsets.UTF_8));
            }
            Place place = PLACES.get(i % PLACES.size());
            check("GET", place.collection() + "?" + query, Headers.NONE, new byte[0]);
            check("DELETE", place.collection() + "?dryRun=All&" + query, Headers.NONE, new byte[0]);
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int part = 0; part <= random.nextInt(8); part++) {
            text.append(SELECTOR_PARTS.get(random.nextInt(SELECTOR_PARTS.size())));
        }
        return text.toString();
    }

    private byte[] jsonPatch() {
        List<String> paths = List.of(
                "",
                "/",
                "/metadata",
                "/metadata/labels/app",
                "/metadata/name",
                "/spec",
                "/spec/containers/0",
                "/spec/containers/-",
                "/spec/containers/99999999999",
                "/spec/containers/-1",
                "/~2",
                "/a~1b",
                "spec",
                "/spec/replicas",
                "/status",
                "/metadata/annotations",
                "/spec/tolerations/0/key");
        StringBuilder patch = new StringBuilder("[");
        for (int i = 0; i <= random.nextInt(4); i++) {
            patch.append(i == 0 ? "" : ",")
                    .append("{\"op\":\"")
                    .append(List.of("add", "remove", "replace", "move", "copy", "test", "bogus")
                            .get(random.nextInt(7)))
                    .append("\",\"path\":\"")
                    .append(paths.get(random.nextInt(paths.size())))
                    .append(random.nextBoolean() ? "\",\"from\":\"" + paths.get(random.nextInt(paths.size())) : "")
                    .append("\"")
                    .append(random.nextInt(4) > 0 ? ",\"value\":" + VALUES.get(random.nextInt(VALUES.size())) : "")
                    .append("}");
        }
        return random.nextInt(4) == 0 ? damagedJson(patch + "]") : (patch + "]").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] damagedJson(String right) {
        return random.nextInt(3) == 0
                ? damagedBytes(right.getBytes(StandardCharsets.UTF_8))
                : withOtherValue(right).getBytes(StandardCharsets.UTF_8);
    }

    /** After some colon comes something else. */
    private String withOtherValue(String right) {
        List<Integer> colons = new ArrayList<>();
        for (int i = right.indexOf("\":"); i >= 0; i = right.indexOf("\":", i + 1)) {
            colons.add(i + 2);
        }
        int at = colons.get(random.nextInt(colons.size()));
        int end = at;
        for (int depth = 0; end < right.length() && (depth > 0 || ",}]".indexOf(right.charAt(end)) < 0); end++) {
            depth += switch (right.charAt(end)) {
                case '{', '[' -> 1;
                case '}', ']' -> -1;
                default -> 0;
            };
        }
        return right.substring(0, at) + VALUES.get(random.nextInt(VALUES.size())) + right.substring(end);
    }

    private byte[] damagedYaml(String right) {
        String changed = random.nextBoolean() ? withOtherValue(right) : right;
        List<String> pieces = List.of(
                "&a ",
                "*a",
                "!!binary ",
                "!!python/object:x ",
                "\t",
                "- ",
                "? ",
                ": ",
                "|\n",
                ">-\n ",
                "---\n",
                "...\n",
                "%YAML 9.9\n",
                "# ",
                "<<: *a\n",
                "{",
                "}",
                "[",
                "'",
                "\"",
                "~",
                "0o17",
                "0x1F",
                ".inf",
                "2026-01-01",
                "\u0085",
                "\ufeff",
                "a: &x [*x]\n");
        StringBuilder text = new StringBuilder(changed);
        for (int i = 0; i < random.nextInt(3); i++) {
            text.insert(random.nextInt(text.length()), pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] inProtobuf(Place place) throws Exception {
        Response response =
                requests.respond("GET", place.one(), Headers.of("Accept", PROTOBUF + ",application/json"), new byte[0]);
        return written((Response.Bytes) response.body());
    }

    private static byte[] written(Response.Bytes bytes) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        bytes.writeTo(content);
        return content.toByteArray();
    }

    /** Bits turned, pieces cut out, doubled or put elsewhere. */
    private byte[] damagedBytes(byte[] right) {
        byte[] bytes = right.clone();
        for (int i = 0; i <= random.nextInt(4) && bytes.length > 1; i++) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = joined(bytes, 0, at, at + length, bytes.length);
                default -> bytes = joined(bytes, 0, at + length, at, bytes.length);
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] bytes, int from, int to, int thenFrom, int thenTo) {
        byte[] joined = new byte[to - from + thenTo - thenFrom];
        System.arraycopy(bytes, from, joined, 0, to - from);
        System.arraycopy(bytes, thenFrom, joined, to - from, thenTo - thenFrom);
        return joined;
    }

    private void check(String method, String target, Headers headers, byte[] body) throws Exception {
        String request = method + " " + target + " " + headers + "\n" + new String(body, StandardCharsets.UTF_8);
        Response response;
        try {
            response = requests.respond(method, target, headers, body);
        } catch (RuntimeException | AssertionError bug) {
            throw new AssertionError("seed " + SEED + ": " + request, bug);
        }
        assertThat(response.status()).as(request).isBetween(200, 500);
        if (response.status() >= 400 && response.body() instanceof Response.Bytes bytes) {
            ObjectValue status = Json.parseObject(written(bytes));
            assertThat(status.text("kind", "")).as(request).isEqualTo("Status");
            assertThat(status.integer("code", 0)).as(request).isEqualTo(response.status());
            String message = status.text("message", "");
            assertThat(message).as(request).isNotEmpty();
            if (response.status() == 500) {
                assertThat(KUBERNETES_500).as(request + "\n" + message).anyMatch(message::startsWith);
            }
        }
    }
}
