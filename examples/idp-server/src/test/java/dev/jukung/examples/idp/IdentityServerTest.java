package dev.jukung.examples.idp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The protocol over a socket, with everything in memory. */
class IdentityServerTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PORT",
            "0",
            "POD_NAME",
            "idp-1",
            "ENVIRONMENT",
            "test",
            "CLIENTS",
            "demo:secret:read write,other:secret2:read");

    private final HttpClient http = HttpClient.newHttpClient();
    private IdentityServer server;

    @BeforeEach
    void start() throws IOException {
        server = IdentityServer.start(Settings.parse(ENVIRONMENT), InstantSource.system());
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + server.port() + path);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(path))
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String token(String form) throws IOException, InterruptedException {
        HttpResponse<String> response = post("/token", form);
        assertThat(response.statusCode()).isEqualTo(200);
        return String.valueOf(FlatJson.read(response.body()).get("access_token"));
    }

    @Test
    void saysWhoItIs() throws IOException, InterruptedException {
        assertThat(get("/").body())
                .isEqualTo(
                        "{\"service\":\"idp-server\",\"environment\":\"test\",\"issuer\":\"http://idp-server\",\"pod\":\"idp-1\"}");
        assertThat(get("/healthz").body()).isEqualTo("ok\n");
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void theClientInTheImagePrintsAllAnswersAndSaysWhetherAllWereGood() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

        int good =
                Get.printAll(List.of(uri("/healthz").toString(), uri("/readyz").toString()), out);
        int bad =
                Get.printAll(List.of(uri("/healthz").toString(), uri("/nothing").toString()), out);

        assertThat(good).isZero();
        assertThat(bad).isEqualTo(1);
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("ok\nok\nok\n{\"error\":\"not_found\"}\n");
    }

    @Test
    void issuesIntrospectsAndRevokes() throws IOException, InterruptedException {
        String credentials = "client_id=demo&client_secret=secret";
        String token = token(credentials + "&grant_type=client_credentials&scope=read");

        HttpResponse<String> good = post("/introspect", credentials + "&token=" + token);
        assertThat(FlatJson.read(good.body()))
                .containsEntry("active", true)
                .containsEntry("client_id", "demo")
                .containsEntry("scope", "read");

        assertThat(post("/revoke", credentials + "&token=" + token).statusCode())
                .isEqualTo(200);
        assertThat(post("/introspect", credentials + "&token=" + token).body()).isEqualTo("{\"active\":false}");
    }

    @Test
    void aClientRevokesItsOwnTokensOnly() throws IOException, InterruptedException {
        String credentials = "client_id=demo&client_secret=secret";
        String token = token(credentials + "&grant_type=client_credentials");

        assertThat(post("/revoke", "client_id=other&client_secret=secret2&token=" + token)
                        .statusCode())
                .isEqualTo(200);

        assertThat(FlatJson.read(
                        post("/introspect", credentials + "&token=" + token).body()))
                .containsEntry("active", true);
    }

    @Test
    void takesCredentialsAsBasicAuthenticationToo() throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(uri("/token"))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString("demo:secret".getBytes(StandardCharsets.UTF_8)))
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(FlatJson.read(response.body()))
                .containsEntry("scope", "read write")
                .containsEntry("expires_in", 300L);
    }

    @Test
    void refusesAsOAuthSays() throws IOException, InterruptedException {
        HttpResponse<String> wrongSecret =
                post("/token", "client_id=demo&client_secret=x&grant_type=client_credentials");
        assertThat(wrongSecret.statusCode()).isEqualTo(401);
        assertThat(wrongSecret.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(wrongSecret.body()).isEqualTo("{\"error\":\"invalid_client\"}");
        String credentials = "client_id=demo&client_secret=secret";
        assertThat(post("/token", credentials + "&grant_type=password").body())
                .isEqualTo("{\"error\":\"unsupported_grant_type\"}");
        assertThat(post("/token", credentials + "&grant_type=client_credentials&scope=admin")
                        .body())
                .isEqualTo("{\"error\":\"invalid_scope\"}");
        assertThat(post("/introspect", "token=x").statusCode()).isEqualTo(401);
    }

    @Test
    void refusesWhatHttpForbids() throws IOException, InterruptedException {
        HttpResponse<String> wrongMethod = get("/token");
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("Allow")).contains("POST");
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(post("/token", "a=" + "x".repeat(20_000)).statusCode()).isEqualTo(413);
        assertThat(post("/token", "client_id=%zz&=&a").statusCode()).isEqualTo(401);
    }
}
