package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Services that are created at once, with few addresses to choose from: who finds that one was taken meanwhile gets another. */
@Timeout(60)
class ClaimRaceTest {
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final int CLIENTS = 12; // of the 13 addresses that are free

    @RepeatedTest(10)
    void whoeverLosesTheRaceForAnAddressGetsAnother() throws Exception {
        try (Requests requests = new Requests(config -> config.withServiceRange("10.96.0.0/28"));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Requests.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String body = "{\"metadata\":{\"name\":\"s" + i + "\"},\"spec\":{\"ports\":[{\"port\":80}]}}";
                answers.add(threads.submit(() -> requests.post(SERVICES, body)));
            }
            List<String> addresses = new ArrayList<>();
            for (Future<Requests.Answer> answer : answers) {
                assertThat(answer.get().code()).as(answer.get().body()).isEqualTo(201);
                ObjectValue spec = answer.get().json().object("spec");
                addresses.add(spec.text("clusterIP", ""));
            }
            assertThat(addresses).doesNotHaveDuplicates();
        }
    }
}
