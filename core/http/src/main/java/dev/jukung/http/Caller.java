package dev.jukung.http;

import dev.jukung.base.Clock;
import dev.jukung.http.pki.CertificateProfile.Usage;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.http.pki.TrustBundle.Verification;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection. Its certificates are verified on request threads, not on the event loop, and
 * again when the trusted authorities change or one of the certificates expires. Thread-safe.
 */
final class Caller {
    private record Checked(TrustBundle against, Verification result) {}

    private final InetSocketAddress address;
    private final List<X509Certificate> presented;
    private final Optional<ServerTls> tls;
    private final Clock clock;
    private volatile @Nullable Checked last;

    Caller(InetSocketAddress address, List<X509Certificate> presented, Optional<ServerTls> tls, Clock clock) {
        this.address = address;
        this.presented = presented;
        this.tls = tls;
        this.clock = clock;
    }

    /** The client of a channel whose handshake is over. */
    static Caller of(Channel channel, Optional<ServerTls> tls, Clock clock) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        return new Caller(
                (InetSocketAddress) channel.remoteAddress(),
                handler == null ? List.of() : presented(handler),
                tls,
                clock);
    }

    private static List<X509Certificate> presented(SslHandler handler) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : handler.engine().getSession().getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
            return chain;
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // the JDK's way of saying that the client sent none
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Empty when the client sent no certificate, or was not asked. */
    Optional<Verification> verification() {
        Optional<TrustBundle> authorities = tls.flatMap(ServerTls::clientAuthorities);
        if (presented.isEmpty() || authorities.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.now();
        Checked before = last;
        if (before != null && before.against() == authorities.get() && holds(before.result(), now)) {
            return Optional.of(before.result());
        }
        Verification result = authorities.get().verify(presented, Usage.CLIENT, now);
        last = new Checked(authorities.get(), result);
        return Optional.of(result);
    }

    private static boolean holds(Verification result, Instant now) {
        return switch (result) {
            case Verification.Verified(List<X509Certificate> _, Instant until) -> !now.isAfter(until);
            case Verification.Refused(String _) -> true; // a client whose clock runs ahead has to connect again
        };
    }
}
