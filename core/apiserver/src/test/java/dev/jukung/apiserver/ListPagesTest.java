package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.CONFIGMAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long the pages of a list can be read on as the list was, and what a client gets after that. */
class ListPagesTest {
    private static final String MINE = CONFIGMAPS + "?labelSelector=" + "page%3Dyes" + "&limit=2";

    private Requests requests;

    @BeforeEach
    void start() throws Exception {
        requests = new Requests();
        for (String name : List.of("a", "b", "c", "d", "e")) {
            create(name);
        }
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private void create(String name) throws Exception {
        assertThat(requests.post(CONFIGMAPS, "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"page\":\"yes\"}}}")
                        .code())
                .isEqualTo(201);
    }

    private Requests.Answer continued(String token) throws Exception {
        return requests.get(MINE + "&continue=" + token);
    }

    private static String token(ObjectValue answer) {
        return answer.object("metadata").text("continue", "");
    }

    private static List<String> names(ObjectValue list) {
        return list.list("items").objects().stream()
                .map(item -> item.object("metadata").text("name", ""))
                .toList();
    }

    @Test
    void aPageIsOfTheListAsItWasWhileItIsYoung() throws Exception {
        ObjectValue first = requests.get(MINE).json();
        create("bb");
        requests.clock().advance(Duration.ofMinutes(4));

        assertThat(names(continued(token(first)).json())).containsExactly("c", "d");
    }

    @Test
    void aPageOfAListThatChangedLongAgoIsGoneAndTheRestCanBeHadAsItIsNow() throws Exception {
        ObjectValue first = requests.get(MINE).json();
        create("bb");
        requests.clock().advance(Duration.ofMinutes(6));

        Requests.Answer gone = continued(token(first));

        assertThat(gone.refusal())
                .startsWith(
                        "410 Expired: The provided continue parameter is too old to display a consistent list result. You can start a new list");
        ObjectValue rest = continued(token(gone.json())).json();
        assertThat(names(rest)).containsExactly("bb", "c");
        assertThat(names(continued(token(rest)).json())).containsExactly("d", "e");
    }
}
