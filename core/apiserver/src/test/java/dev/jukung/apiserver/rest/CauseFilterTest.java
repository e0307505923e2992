package dev.jukung.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Cause;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whom the server believes about the cause of a request. */
class CauseFilterTest {
    private static final String PATH = "/api/v1/namespaces/default/pods";
    private static final User CONTROLLER = User.serviceAccount("kube-system", "replicaset-controller", "1");
    private static final String TOLD = "{\"actor\":\"kubernetes-admin\",\"what\":\"create a pod\",\"trigger\":42}";

    private static Request request(String header) {
        return new Request(
                "POST",
                PATH,
                Map.of(),
                Headers.of("User-Agent", "kubectl/v1.32.0 (linux/amd64)", CauseFilter.HEADER, header),
                new byte[0],
                new InetSocketAddress(0),
                List.of(),
                "HTTP/1.1");
    }

    private static Cause cause(User user, String header) {
        return CauseFilter.cause(request(header), user, Optional.empty());
    }

    @Test
    void aUserIsTheActorWithTheProgramAndTheRequestWhateverTheHeaderSays() {
        Cause own = new Cause("anna", "kubectl/v1.32.0", "POST " + PATH, 0);

        assertThat(cause(User.of("anna"), TOLD)).isEqualTo(own);
        assertThat(cause(User.of("anna", User.MASTERS), TOLD)).isEqualTo(own);
    }

    @Test
    void aComponentSaysWhatLedToItsWriteButNotWhoItIs() {
        assertThat(cause(CONTROLLER, TOLD))
                .isEqualTo(new Cause(CONTROLLER.name(), "kubernetes-admin", "create a pod", 42));
        assertThat(cause(User.of("system:node:n1", "system:nodes"), TOLD).trigger())
                .isEqualTo(42);
        assertThat(cause(User.of("system:kube-scheduler"), TOLD).actor()).isEqualTo("system:kube-scheduler");
    }

    @Test
    void aUserWhoIsOnlyCalledLikeAComponentIsNotBelieved() {
        assertThat(cause(User.of("system:node:n1"), TOLD).trigger()).isZero();
        assertThat(cause(User.of("system:serviceaccount:kube-system:x"), TOLD).trigger())
                .isZero();
        assertThat(cause(User.serviceAccount("default", "kube-system", "1"), TOLD)
                        .trigger())
                .isZero();
        assertThat(cause(User.ANONYMOUS, TOLD).trigger()).isZero();
    }

    @Test
    void whoeverImpersonatesAComponentIsNotBelievedAndIsNamed() {
        Cause cause = CauseFilter.cause(request(TOLD), CONTROLLER, Optional.of(User.of("anna", User.MASTERS)));

        assertThat(cause)
                .isEqualTo(new Cause(
                        CONTROLLER.name(),
                        "kubectl/v1.32.0 (as " + CONTROLLER.name() + ", really anna)",
                        "POST " + PATH,
                        0));
    }

    @Test
    void aHeaderThatIsNotUnderstoodOrTooLongDoesNoHarm() {
        assertThat(cause(CONTROLLER, "{").what()).isEqualTo("POST " + PATH);
        assertThat(cause(CONTROLLER, "{\"trigger\":-7}").trigger()).isZero();
        assertThat(cause(CONTROLLER, "{\"what\":\"" + "x".repeat(9_000) + "\"}").what())
                .hasSize(1_000);
    }
}
