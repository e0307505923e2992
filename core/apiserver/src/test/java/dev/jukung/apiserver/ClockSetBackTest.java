package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Clock;
import dev.jukung.http.Headers;
import dev.jukung.http.Response;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody sets the machine's clock back, and later right again, while the server runs. */
@Timeout(60)
class ClockSetBackTest {
    private static final String TOKENS = "/api/v1/namespaces/default/serviceaccounts/robot/token";
    private static final String WHOAMI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    private volatile Duration offset = Duration.ZERO;

    /** The time of day can be set; what has been measured goes on, as on a real machine. */
    private final class SetClock implements Clock {
        private final Clock real;

        SetClock(Clock real) {
            this.real = real;
        }

        @Override
        public Instant now() {
            return real.now().plus(offset);
        }

        @Override
        public long nanos() {
            return real.nanos();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            return real.after(delay, task);
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            real.sleep(duration);
        }

        @Override
        public Hold pause(Hold open, Duration duration) throws InterruptedException {
            return real.pause(open, duration);
        }

        @Override
        public Hold hold() {
            return real.hold();
        }
    }

    @Test
    void whatIsThereStaysAndNothingIsToldTwiceOrNotAtAll() throws Exception {
        try (Requests requests = Requests.onClock(SetClock::new)) {
            requests.post("/api/v1/namespaces/default/serviceaccounts", named("robot"));
            ObjectValue first =
                    requests.post(Requests.CONFIGMAPS, named("first")).json();
            requests.post(Requests.CONFIGMAPS, named("second"));
            requests.post(Requests.CONFIGMAPS, named("third"));
            String page = requests.get(Requests.CONFIGMAPS + "?limit=1")
                    .json()
                    .object("metadata")
                    .text("continue", "");
            long before = requests.revision();
            requests.advance(Duration.ofMinutes(2));

            offset = Duration.ofHours(-1);
            ObjectValue changed = requests.patch(
                            Requests.CONFIGMAPS + "/first", Requests.MERGE, "{\"data\":{\"a\":\"b\"}}")
                    .json();
            ObjectValue earlier =
                    requests.post(Requests.CONFIGMAPS, named("earlier")).json();
            assertThat(version(changed)).isGreaterThan(before);
            assertThat(version(earlier)).isGreaterThan(version(changed));
            assertThat(created(changed)).isEqualTo(created(first));
            assertThat(created(earlier)).isBefore(created(first));
            assertThat(requests.get(Requests.CONFIGMAPS + "?limit=1&continue=" + page)
                            .code())
                    .as("the next page of the list from before")
                    .isEqualTo(200);
            assertThat(whoami(requests, token(requests))).isEqualTo("system:serviceaccount:default:robot");
            requests.advance(Duration.ofMinutes(2));
            assertThat(requests.get("/readyz").body()).isEqualTo("ok");
            assertThat(requests.get("/metrics").code()).isEqualTo(200);

            offset = Duration.ZERO;
            requests.delete(Requests.CONFIGMAPS + "/earlier", "");
            requests.advance(Duration.ofMinutes(2));
            assertThat(whoami(requests, token(requests))).isEqualTo("system:serviceaccount:default:robot");
            assertThat(requests.get("/readyz").body()).isEqualTo("ok");
            assertThat(watched(requests, before)).containsExactly("MODIFIED first", "ADDED earlier", "DELETED earlier");
        }
    }

    private static String named(String name) {
        return "{\"metadata\":{\"name\":\"" + name + "\"}}";
    }

    private static long version(ObjectValue object) {
        return Long.parseLong(object.object("metadata").text("resourceVersion", ""));
    }

    private static Instant created(ObjectValue object) {
        return Instant.parse(object.object("metadata").text("creationTimestamp", ""));
    }

    private static String token(Requests requests) throws Exception {
        return requests.post(TOKENS, "{\"spec\":{}}").json().object("status").text("token", "");
    }

    private static String whoami(Requests requests, String token) throws Exception {
        return requests.sendWithToken(token, "POST", WHOAMI, "{}")
                .json()
                .object("status")
                .object("userInfo")
                .text("username", "");
    }

    private static List<String> watched(Requests requests, long since) throws Exception {
        Response response = requests.respond(
                "GET", Requests.CONFIGMAPS + "?watch=1&resourceVersion=" + since, Headers.NONE, new byte[0]);
        List<String> events = new ArrayList<>();
        assertThatThrownBy(() -> ((Response.Stream) response.body()).writer().write(parts -> {
                    String text = new String(new Response.Bytes(parts).joined(), StandardCharsets.UTF_8);
                    text.lines()
                            .map(Json::parseObject)
                            .map(event -> event.text("type", "") + " "
                                    + event.object("object").object("metadata").text("name", ""))
                            .forEach(events::add);
                    if (events.getLast().startsWith("DELETED")) {
                        throw new IOException("seen enough");
                    }
                }))
                .hasMessage("seen enough");
        return events;
    }
}
