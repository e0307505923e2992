package dev.jukung.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.apiserver.auth.TokenAuthenticator.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The token file, line by line. */
class StaticTokensTest {
    @Test
    void columnsMayBeQuotedAndHoldCommasQuotesAndLineBreaks() {
        StaticTokens tokens = StaticTokens.parse("t.csv", "a,\"x, \"\"y\"\"\nz\",1\r\n\nb,bob,2,\"g1,g2\",ignored");
        assertThat(tokens.identify("a", List.of())).isInstanceOfSatisfying(Verdict.Known.class, known -> assertThat(
                        known.user().name())
                .isEqualTo("x, \"y\"\nz"));
        assertThat(tokens.identify("b", List.of())).isInstanceOfSatisfying(Verdict.Known.class, known -> assertThat(
                        known.user().groups())
                .containsExactly("g1", "g2"));
        assertThat(tokens.identify("c", List.of())).isEqualTo(new Verdict.Unknown());
    }

    @Test
    void aFileThatCannotBeReadIsRefusedWhole() {
        assertThatThrownBy(() -> StaticTokens.parse("t.csv", "a,b\n"))
                .hasMessage("token file 't.csv' must have at least 3 columns (token, user name, user uid), found 2");
        assertThatThrownBy(() -> StaticTokens.parse("t.csv", "a,\"b,c\n"))
                .hasMessageContaining("missing \" in quoted-field");
    }
}
