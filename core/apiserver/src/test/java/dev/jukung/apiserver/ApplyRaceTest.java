package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.ListValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** An apply creates or changes: who finds that somebody else was faster goes on with a change. */
@Timeout(60)
class ApplyRaceTest {
    private static final int CLIENTS = 8;

    @RepeatedTest(10)
    void whoeverAppliesWhatIsNotThereYetSucceeds() throws Exception {
        String target = "/api/v1/namespaces/default/configmaps/shared";
        try (Requests requests = new Requests();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Requests.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String manager = "m" + i;
                answers.add(threads.submit(() -> requests.patch(
                        target + "?fieldManager=" + manager,
                        Requests.APPLY,
                        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"shared\"},\"data\":{\""
                                + manager + "\":\"x\"}}")));
            }
            for (Future<Requests.Answer> answer : answers) {
                assertThat(answer.get().code()).as(answer.get().body()).isBetween(200, 201);
            }
            ListValue managers = requests.get(target).json().object("metadata").list("managedFields");
            assertThat(managers.objects()).hasSize(CLIENTS);
        }
    }
}
