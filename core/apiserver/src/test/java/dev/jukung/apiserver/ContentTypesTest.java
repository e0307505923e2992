package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.CONFIGMAPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.http.Headers;
import dev.jukung.http.Response;
import dev.jukung.model.protobuf.Protobuf;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests and answers in protobuf, and how an answer is packed, through the whole server. */
class ContentTypesTest {
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final Headers BOTH_WAYS = Headers.of("Accept", PROTOBUF, "Content-Type", PROTOBUF);
    private static final byte[] NOTHING = {};
    private static final ObjectValue WEB = Json.parseObject("""
            {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"web","labels":{"b":"1","a":"2"}},
             "data":{"key":"","z":"naïve"},"binaryData":{"x":"AAH/"},"immutable":false}""");

    private Requests requests;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private static byte[] bytes(Response response) {
        return ((Response.Bytes) response.body()).joined();
    }

    private Response got(String target, String... headers) throws InterruptedException {
        return requests.respond("GET", target, Headers.of(headers), NOTHING);
    }

    private ObjectValue json(String target) throws Exception {
        return requests.get(target).json();
    }

    private void create() throws InterruptedException {
        assertThat(requests.respond("POST", CONFIGMAPS, BOTH_WAYS, Protobuf.write(WEB))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void anObjectIsCreatedReadUpdatedAndDeletedInProtobuf() throws Exception {
        Response created = requests.respond("POST", CONFIGMAPS, BOTH_WAYS, Protobuf.write(WEB));
        assertThat(created.headers().first("Content-Type")).contains(PROTOBUF);
        ObjectValue stored = json(CONFIGMAPS + "/web");
        assertThat(bytes(created)).isEqualTo(Protobuf.write(stored));
        assertThat(stored.object("data")).isEqualTo(WEB.object("data"));
        assertThat(bytes(got(CONFIGMAPS + "/web", "Accept", PROTOBUF))).isEqualTo(Protobuf.write(stored));

        byte[] changed = Protobuf.write(stored.withAt("2", "data", "key"));
        Response updated = requests.respond("PUT", CONFIGMAPS + "/web", BOTH_WAYS, changed);
        assertThat(updated.status()).isEqualTo(200);
        assertThat(bytes(updated)).isEqualTo(Protobuf.write(json(CONFIGMAPS + "/web")));

        byte[] options = Protobuf.write(ObjectValue.of(
                "kind", "DeleteOptions", "apiVersion", "v1", "preconditions", ObjectValue.of("uid", "other")));
        Response refused = requests.respond("DELETE", CONFIGMAPS + "/web", BOTH_WAYS, options);
        assertThat(refused.status()).isEqualTo(409);
        Response gone = requests.respond("DELETE", CONFIGMAPS + "/web", BOTH_WAYS, NOTHING);
        assertThat(Protobuf.read(bytes(gone), "", "").text("status")).contains("Success");
    }

    @Test
    void aListAndItsMetadataComeInProtobuf() throws Exception {
        create();
        assertThat(bytes(got(CONFIGMAPS, "Accept", PROTOBUF))).isEqualTo(Protobuf.write(json(CONFIGMAPS)));

        String metadata = PROTOBUF + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
        ObjectValue read = Protobuf.read(bytes(got(CONFIGMAPS, "Accept", metadata)), "", "");
        assertThat(read.text("kind")).contains("PartialObjectMetadataList");
        assertThat(read.list("items").objects().getLast().object("metadata").text("name"))
                .contains("web");
    }

    @Test
    void aWatchIsFramedByLengthsAndEndsItsFailuresLikewise() throws Exception {
        create();
        Response response =
                got(CONFIGMAPS + "?watch=1&resourceVersion=0&fieldSelector=metadata.name%3Dweb", "Accept", PROTOBUF);
        assertThat(response.headers().first("Content-Type")).contains(PROTOBUF + ";stream=watch");
        List<byte[]> frames = new ArrayList<>();

        assertThatThrownBy(() -> ((Response.Stream) response.body()).writer().write(parts -> {
                    frames.add(new Response.Bytes(parts).joined());
                    throw new IOException("the client has seen enough");
                }))
                .hasMessage("the client has seen enough");

        byte[] object = Protobuf.write(json(CONFIGMAPS + "/web"));
        assertThat(frames).hasSize(1);
        assertThat(frames.getFirst()).isEqualTo(joined(Protobuf.frame("ADDED", List.of(object))));
        ByteBuffer frame = ByteBuffer.wrap(frames.getFirst());
        assertThat(frame.getInt()).isEqualTo(frame.remaining());
    }

    private static byte[] joined(List<byte[]> parts) {
        return new Response.Bytes(parts.toArray(byte[][]::new)).joined();
    }

    @Test
    void aListInProtobufHasTheItemsOfTheListInJson() throws Exception {
        create();
        ObjectValue inJson = json(CONFIGMAPS);
        ObjectValue inProtobuf = Protobuf.read(bytes(got(CONFIGMAPS, "Accept", PROTOBUF)), "", "");
        assertThat(inProtobuf.object("metadata").text("resourceVersion"))
                .isEqualTo(inJson.object("metadata").text("resourceVersion"));
        assertThat(names(inProtobuf)).isNotEmpty().isEqualTo(names(inJson));
    }

    private static List<String> names(ObjectValue list) {
        return list.list("items").objects().stream()
                .map(item -> item.object("metadata").text("name", ""))
                .toList();
    }

    @Test
    void aFailureComesInTheFormThatTheClientAccepts() throws Exception {
        Response missing = got(CONFIGMAPS + "/none", "Accept", PROTOBUF);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.headers().first("Content-Type")).contains(PROTOBUF);
        assertThat(Protobuf.read(bytes(missing), "", "").text("message")).contains("configmaps \"none\" not found");

        Response table = got(CONFIGMAPS + "/none", "Accept", "application/json;as=Table;g=meta.k8s.io;v=v1");
        assertThat(table.status()).isEqualTo(404);
        assertThat(new String(bytes(table), StandardCharsets.UTF_8)).startsWith("{\n  \"kind\": \"Status\"");
    }

    @Test
    void whatCannotBeGivenIsRefusedWithTheTextsOfKubernetes() throws Exception {
        String accepted = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
        String streams = "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";
        create();
        String one = CONFIGMAPS + "/web";
        assertThat(refusal(one, "text/plain"))
                .isEqualTo("406: Not Acceptable\n\nAvailable representations: " + accepted);
        assertThat(refusal(CONFIGMAPS, "application/cbor"))
                .isEqualTo("406: Not Acceptable\n\nAvailable representations: " + accepted + ", " + streams);
        assertThat(refusal(one, PROTOBUF + ";as=Table;g=meta.k8s.io;v=v1"))
                .isEqualTo("only the following media types are accepted: " + accepted);
        assertThat(refusal(CONFIGMAPS + "?watch=1", "application/yaml"))
                .isEqualTo("only the following media types are accepted: " + streams);
        assertThat(refusal(CONFIGMAPS, "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"))
                .isEqualTo(
                        "you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)");
        assertThat(refusal(one, "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"))
                .isEqualTo(
                        "you requested PartialObjectMetadataList, but the requested object is not a list (*core.ConfigMap)");
    }

    private String refusal(String target, String accept) throws InterruptedException {
        Response response = got(target, "Accept", accept);
        assertThat(response.status()).isEqualTo(406);
        String text = new String(bytes(response), StandardCharsets.UTF_8);
        ObjectValue status = accept.equals("application/yaml")
                ? (ObjectValue) dev.jukung.value.Yaml.parse(text.getBytes(StandardCharsets.UTF_8))
                : Json.parseObject(text);
        assertThat(status.text("reason")).contains("NotAcceptable");
        return status.text("message", "");
    }

    @Test
    void aBodyThatIsNoProtobufIsRefusedWithItsBytes() throws Exception {
        Headers headers = Headers.of("Content-Type", PROTOBUF);
        String start = "400 BadRequest: the object provided is unrecognized (must be of type ConfigMap): ";
        assertThat(requests.send("POST", CONFIGMAPS, headers, "x").refusal())
                .isEqualTo(
                        start
                                + "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] (78)");
        byte[] whole = Protobuf.write(WEB);
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 20);
        assertThatThrownBy(() -> Protobuf.read(cut, "v1", "ConfigMap")).isInstanceOf(ParseException.class);
        assertThat(requests.respond("POST", CONFIGMAPS, headers, cut).status()).isEqualTo(400);
        assertThat(requests.send("POST", CONFIGMAPS, Headers.of("Content-Type", "application/cbor"), "x")
                        .refusal())
                .isEqualTo(
                        "415 UnsupportedMediaType: the body of the request was in an unknown format - accepted"
                                + " media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf");
    }

    @Test
    void onlyLargeAnswersAreCompressedAndOnlyForThoseWhoAskForIt() throws Exception {
        create();
        String large = "x".repeat(150_000);
        requests.post(CONFIGMAPS, "{\"metadata\":{\"name\":\"large\"},\"data\":{\"a\":\"" + large + "\"}}");

        Response packed = got(CONFIGMAPS + "/large", "Accept-Encoding", "deflate, gzip");
        assertThat(packed.headers().first("Content-Encoding")).contains("gzip");
        assertThat(packed.headers().first("Vary")).contains("Accept-Encoding");
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(bytes(packed))).readAllBytes();
        assertThat(plain).isEqualTo(bytes(got(CONFIGMAPS + "/large")));

        assertThat(got(CONFIGMAPS + "/large", "Accept-Encoding", "gzip;q=1")
                        .headers()
                        .first("Content-Encoding"))
                .isEmpty();
        assertThat(got(CONFIGMAPS + "/web", "Accept-Encoding", "gzip").headers().first("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void peopleGetJsonLaidOutForThem() throws Exception {
        create();
        String object = requests.get(CONFIGMAPS + "/web").body();
        String pretty = Json.pretty(Json.parse(object), 2);
        assertThat(requests.get(CONFIGMAPS + "/web?pretty=true").body()).isEqualTo(pretty);
        Headers curl = Headers.of("User-Agent", "curl/8.0");
        assertThat(requests.send("GET", CONFIGMAPS + "/web", curl, "").body()).isEqualTo(pretty);
        assertThat(requests.send("GET", CONFIGMAPS + "/web?pretty=0", curl, "").body())
                .isEqualTo(object);
    }

    @Test
    void discoveryComesInProtobufToo() throws Exception {
        ObjectValue groups = Protobuf.read(bytes(got("/apis", "Accept", PROTOBUF)), "", "");
        assertThat(groups.text("kind")).contains("APIGroupList");
        assertThat(groups.list("groups").objects())
                .anyMatch(group -> group.text("name", "").equals("apps"));

        ObjectValue all = Protobuf.read(
                bytes(got("/api", "Accept", PROTOBUF + ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")),
                "",
                "");
        ListValue versions = all.list("items").objects().getFirst().list("versions");
        assertThat(versions.objects().getFirst().list("resources").objects())
                .anyMatch(resource -> resource.text("resource", "").equals("pods"));
    }
}
