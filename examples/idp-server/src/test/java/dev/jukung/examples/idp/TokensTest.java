package dev.jukung.examples.idp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TokensTest {
    /** A key of this test only. */
    private static final String SECRET =
            "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxu8P7OtSlKyZDX5polNKHMCU07er2pPf4qsl2Vox7GOhRANCAARUP7JwzPTcBGsSC4Vde/n0yA/fiB66AENXuEWK13v8+RAoyjmujsY9yAEXHPnsaMFQDv+//7lO8oYjZPsYsPjC";

    private static final Client CLIENT = new Client("c", Client.digest("s"), "read write", "");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final SigningKey key = SigningKey.generate();
    private final Revocations revocations = Revocations.inMemory(now::get);
    private final Tokens tokens = tokens(key);

    private Tokens tokens(SigningKey signingKey) {
        return new Tokens("http://idp", Duration.ofMinutes(5), signingKey, revocations, now::get);
    }

    @Test
    void aTokenIsGoodUntilItExpires() throws IOException {
        String token = tokens.issue(CLIENT, "read");

        now.set(NOON.plusSeconds(299));
        assertThat(tokens.check(token)).hasValueSatisfying(claims -> {
            assertThat(claims.clientId()).isEqualTo("c");
            assertThat(claims.scope()).isEqualTo("read");
            assertThat(claims.expiry()).isEqualTo(NOON.plusSeconds(300));
        });
        now.set(NOON.plusSeconds(300));
        assertThat(tokens.check(token)).isEmpty();
    }

    @Test
    void aRevokedTokenIsGoodNoLonger() throws IOException {
        String token = tokens.issue(CLIENT, "read");
        String other = tokens.issue(CLIENT, "read");

        tokens.revoke(tokens.check(token).orElseThrow());

        assertThat(tokens.check(token)).isEmpty();
        assertThat(tokens.check(other)).isPresent();
    }

    @Test
    void aTokenOfAnotherKeyIsRefused() throws IOException {
        assertThat(tokens.check(tokens(SigningKey.generate()).issue(CLIENT, "read")))
                .isEmpty();
    }

    @Test
    void aChangedTokenIsRefused() throws IOException {
        String[] parts = tokens.issue(CLIENT, "read").split("\\.");
        String body = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(body.replace("\"read\"", "\"read write\"").getBytes(StandardCharsets.UTF_8));

        for (String token : List.of(
                parts[0] + "." + forged + "." + parts[2],
                parts[0] + "." + parts[1] + ".",
                "." + parts[1] + "." + parts[2],
                "e30." + parts[1] + "." + parts[2],
                "not a token",
                "")) {
            assertThat(tokens.check(token)).as(token).isEmpty();
        }
    }

    @Test
    void replicasWithTheSameKeyAcceptEachOthersTokens() throws IOException {
        Tokens one = tokens(SigningKey.parse(SECRET));
        Tokens other = tokens(SigningKey.parse(SECRET));

        assertThat(other.check(one.issue(CLIENT, "read"))).isPresent();
        assertThat(SigningKey.parse(SECRET).jwks())
                .isEqualTo(SigningKey.parse(SECRET).jwks())
                .contains("\"kty\":\"EC\"", "\"crv\":\"P-256\"");
    }

    @Test
    void theKeyInTheBaseIsOne() throws IOException {
        String secret = Files.readString(Path.of("k8s/base/secret.yaml"));
        Matcher key = Pattern.compile("SIGNING_KEY: (\\S+)").matcher(secret);

        assertThat(key.find()).isTrue();
        assertThat(SigningKey.parse(key.group(1)).id()).isNotEmpty();
    }

    @Test
    void somethingThatIsNoKeyIsNamed() {
        assertThatThrownBy(() -> SigningKey.parse("bm90IGEga2V5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("SIGNING_KEY is no P-256 key");
    }
}
