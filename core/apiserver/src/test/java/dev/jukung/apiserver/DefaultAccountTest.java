package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Pod in a namespace that is just being made, whose ServiceAccount default is not there yet. */
class DefaultAccountTest {
    private static final String PODS = "/api/v1/namespaces/new/pods";
    private static final String ACCOUNTS = "/api/v1/namespaces/new/serviceaccounts";
    private static final String POD =
            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";

    private Requests api;

    @BeforeEach
    void start() throws Exception {
        api = new Requests();
        api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"new\"}}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private CompletableFuture<Requests.Answer> create(String pod) {
        CompletableFuture<Requests.Answer> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(api.post(PODS, pod));
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    @Test
    void itWaitsForTheAccount() throws Exception {
        CompletableFuture<Requests.Answer> answer = create(POD);
        api.post(ACCOUNTS, "{\"metadata\":{\"name\":\"other\"}}");
        api.post(ACCOUNTS, "{\"metadata\":{\"name\":\"default\"}}");

        assertThat(answer.get(20, TimeUnit.SECONDS).code()).isEqualTo(201);
    }

    @Test
    void itIsRefusedWhenTheAccountDoesNotCome() throws Exception {
        CompletableFuture<Requests.Answer> answer = create(POD);
        Awaitility.await().until(() -> {
            api.advance(Duration.ofSeconds(1));
            return answer.isDone();
        });

        assertThat(answer.get().refusal())
                .isEqualTo("403 Forbidden: pods \"p\" is forbidden: error looking up service account new/default:"
                        + " serviceaccount \"default\" not found");
    }

    @Test
    void nobodyWaitsForAnotherAccount() throws Exception {
        String other = POD.replace("\"spec\":{", "\"spec\":{\"serviceAccountName\":\"other\",");
        assertThat(api.post(PODS, other).code()).isEqualTo(403);
    }
}
