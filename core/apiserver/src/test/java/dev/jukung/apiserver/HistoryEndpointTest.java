package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.Requests.Answer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.http.Headers;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.runtime.ApiClient;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /debug/history} and {@code /debug/snapshot} over HTTP. */
class HistoryEndpointTest {
    private static final ObjectKey KEY = ObjectKey.of("default", "settings");

    private Requests requests;
    private ApiClient admin;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
        admin = requests.server().client(User.of("kubernetes-admin", User.MASTERS));
        ConfigMap made = admin.create(
                Resources.CONFIGMAPS,
                ConfigMap.named("default", "settings").withData(Map.of("color", "red", "a.b", "1")));
        admin.update(Resources.CONFIGMAPS, made.withData(Map.of("color", "blue", "a.b", "2")));
        admin.delete(Resources.CONFIGMAPS, KEY, ApiClient.DeleteOptions.NONE);
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private Answer history(String query) throws Exception {
        return requests.send("GET", "/debug/history?object=cm/settings" + query, Headers.NONE, "");
    }

    @Test
    void everyVersionIsToldWithItsCauseAndWhatIsDifferent() throws Exception {
        ObjectValue history = history("").json();

        assertThat(history.object("object").text("name")).contains("settings");
        List<ObjectValue> versions = history.list("versions").objects();
        assertThat(versions)
                .extracting(version -> version.text("effect", ""))
                .containsExactly("deleted", "changed", "created");
        ObjectValue changed = versions.get(1);
        assertThat(changed.text("actor", "")).isEqualTo("kubernetes-admin");
        assertThat(changed.text("what", "")).isEqualTo("update configmaps default/settings");
        assertThat(changed.flag("known", false)).isTrue();
        assertThat(changed.list("differences").objects())
                .containsExactlyInAnyOrder(
                        ObjectValue.of("path", "data.color", "before", "red", "after", "blue"),
                        ObjectValue.of("path", "data['a.b']", "before", "1", "after", "2"));
        assertThat(versions.getLast().list("differences").objects())
                .extracting(difference -> difference.text("path", ""))
                .contains("data", "metadata", "kind");
    }

    @Test
    void theNewestComeFirstAndTheLimitHolds() throws Exception {
        List<ObjectValue> versions = history("&limit=1").json().list("versions").objects();

        assertThat(versions).extracting(version -> version.text("effect", "")).containsExactly("deleted");
    }

    @Test
    void ofWhatIsForgottenTheCauseIsStillTold() throws Exception {
        requests.store().compact(requests.store().latest().revision());

        List<ObjectValue> versions = history("").json().list("versions").objects();

        assertThat(versions).isNotEmpty().allSatisfy(version -> {
            assertThat(version.flag("known", true)).isFalse();
            assertThat(version.has("differences")).isFalse();
            assertThat(version.text("actor", "")).isEqualTo("kubernetes-admin");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "1001", "99999999999"})
    void aLimitThatIsNoneIsRefused(String limit) throws Exception {
        Answer answer = history("&limit=" + limit);

        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.json().text("message", "")).contains("must be between 1 and 1000");
    }

    @Test
    void whoMayNotGetAnObjectIsNotToldItsPastNorGivenASnapshot() throws Exception {
        assertThat(requests.sendAs("bert", "GET", "/debug/history?object=cm/settings")
                        .code())
                .isEqualTo(403);
        assertThat(requests.sendAs("bert", "GET", "/debug/snapshot").code()).isEqualTo(403);
    }

    @Test
    void aSnapshotIsAnArchiveOfTheStore() throws Exception {
        Answer answer = requests.send("GET", "/debug/snapshot", Headers.NONE, "");

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.body()).startsWith("JUKUNGS1");
    }
}
