package dev.jukung.http;

import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.http.pki.TrustBundle;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The TLS side of a client. Immutable; the suppliers are asked for every new connection, so what they give may be renewed
 * while the client runs. They have to be quick.
 *
 * @param identity what to show to servers that ask for it; connections made with an older one get no new requests
 * @param serverName the name to ask for and to expect in the server's certificate instead of the one in the URI
 */
public record ClientTls(Trust trust, Supplier<Optional<TlsIdentity>> identity, Optional<String> serverName) {
    /** Which servers to believe. */
    public sealed interface Trust {
        /** Those whose certificates the operating system or the JDK vouches for. */
        record System() implements Trust {}

        /** Those whose certificates these authorities have issued. */
        record Authorities(Supplier<TrustBundle> bundle) implements Trust {}

        /** All of them: {@code --insecure-skip-tls-verify}, probes. */
        record Anyone() implements Trust {}
    }

    public static final ClientTls SYSTEM = new ClientTls(new Trust.System(), Optional::empty, Optional.empty());

    public static ClientTls trusting(TrustBundle bundle) {
        return new ClientTls(new Trust.Authorities(() -> bundle), Optional::empty, Optional.empty());
    }

    public static ClientTls trustingAnyone() {
        return new ClientTls(new Trust.Anyone(), Optional::empty, Optional.empty());
    }

    public ClientTls withIdentity(TlsIdentity shown) {
        return withIdentity(() -> Optional.of(shown));
    }

    public ClientTls withIdentity(Supplier<Optional<TlsIdentity>> shown) {
        return new ClientTls(trust, shown, serverName);
    }

    public ClientTls withServerName(String name) {
        return new ClientTls(trust, identity, Optional.of(name));
    }
}
