package dev.jukung.examples.idp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void withoutAnythingEverythingStaysInMemory() {
        Settings settings = Settings.parse(Map.of());

        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.clients()).isEmpty();
        assertThat(settings.postgres()).isEmpty();
        assertThat(settings.redis()).isEmpty();
        assertThat(settings.smtp()).isEmpty();
    }

    @Test
    void anEmptyVariableIsAsGoodAsNone() {
        assertThat(Settings.parse(Map.of("POSTGRES_HOST", "", "REDIS_HOST", " ", "PORT", "")))
                .isEqualTo(Settings.parse(Map.of()));
    }

    @Test
    void readsWhatTheConfigMapAndTheSecretSay() {
        Settings settings = Settings.parse(Map.of(
                "TOKEN_LIFETIME_SECONDS", "60",
                "CLIENTS", "a:s1:read:a@example.com,\n b:s2:read write",
                "POSTGRES_HOST", "postgres",
                "POSTGRES_PASSWORD", "secret",
                "REDIS_HOST", "redis",
                "REDIS_PORT", "6380",
                "SMTP_HOST", "mail"));

        assertThat(settings.tokenLifetime()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.clients())
                .containsExactly(
                        new Client("a", Client.digest("s1"), "read", "a@example.com"),
                        new Client("b", Client.digest("s2"), "read write", ""));
        assertThat(settings.postgres()).contains(new Settings.Postgres("postgres", 5432, "idp", "idp", "secret"));
        assertThat(settings.redis()).contains(new Settings.Redis("redis", 6380, ""));
        assertThat(settings.smtp()).contains(new Settings.Smtp("mail", 25, "idp@localhost"));
        assertThat(settings.postgres().map(Object::toString)).contains("idp@postgres:5432/idp");
        assertThat(settings.signingKey()).isEqualTo(Optional.empty());
    }

    @Test
    void namesAllProblemsAtOnce() {
        assertThatThrownBy(() ->
                        Settings.parse(Map.of("PORT", "70000", "CLIENTS", "nothing", "TOKEN_LIFETIME_SECONDS", "soon")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PORT must be between 0 and 65535, not 70000")
                .hasMessageContaining("CLIENTS: a client is written id:secret:scopes")
                .hasMessageContaining("TOKEN_LIFETIME_SECONDS: For input string: \"soon\"");
    }
}
