package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.apiserver.authorization.AuthorizationConfig;
import dev.jukung.apiserver.authorization.AuthorizationConfig.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that is told of other authorizers while it serves. */
class AuthorizationReloadTest {
    private static AuthorizationConfig of(Mode... modes) {
        return new AuthorizationConfig(List.of(modes));
    }

    @Test
    void theNextRequestIsDecidedByTheNewAuthorizers() throws Exception {
        try (Requests requests = new Requests(config -> config.withAuthorization(of(new Mode.Rbac())))) {
            assertThat(requests.sendAs("jane", "GET", Requests.CONFIGMAPS).code())
                    .isEqualTo(403);

            requests.server().authorize(of(new Mode.Rbac(), new Mode.AlwaysAllow()));

            assertThat(requests.sendAs("jane", "GET", Requests.CONFIGMAPS).code())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatTheServerWasNotStartedWithIsRefused() throws Exception {
        try (Requests requests = new Requests(config -> config.withAuthorization(of(new Mode.Rbac())))) {
            assertThatThrownBy(() -> requests.server().authorize(of(new Mode.AlwaysAllow(), new Mode.Node())))
                    .hasMessage("authorizer type Node is not allowed if it was not enabled at initial server startup");

            assertThat(requests.sendAs("jane", "GET", Requests.CONFIGMAPS).code())
                    .as("what held before still holds")
                    .isEqualTo(403);
        }
    }
}
