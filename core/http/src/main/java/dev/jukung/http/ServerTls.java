package dev.jukung.http;

import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.http.pki.TrustBundle;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The TLS side of a server: the certificates that it shows and the authorities whose client certificates it believes.
 * Both can be replaced while it runs; new connections see the change at once, and requests on open connections are
 * checked against the new authorities. Thread-safe.
 */
public final class ServerTls {
    /** The suites that are offered unless somebody chooses. */
    public static final List<String> DEFAULT_CIPHERS = List.copyOf(Http2SecurityUtil.CIPHERS);
    /** The versions that are offered unless somebody chooses. */
    public static final List<String> DEFAULT_VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private static final int DNS_NAME = 2; // the type of a dNSName in X509Certificate.getSubjectAlternativeNames

    private record State(
            TlsIdentity standard,
            List<TlsIdentity> others,
            Optional<TrustBundle> clients,
            SslContext standardContext,
            Map<String, SslContext> contextsByName) {}

    private final Collection<String> ciphers;
    private final List<String> versions;
    private final SslProvider provider;
    private volatile State state; // replaced under this

    /** Shows {@code identity} to every client and asks none for a certificate. */
    public ServerTls(TlsIdentity identity) {
        this(identity, Http2SecurityUtil.CIPHERS);
    }

    /** @param ciphers the suites of TLS 1.2 and 1.3 to offer, by their IANA names; unknown ones are passed over */
    public ServerTls(TlsIdentity identity, Collection<String> ciphers) {
        this(identity, Optional.empty(), ciphers, Transport.tlsProvider());
    }

    /** Asks clients for a certificate, to be checked against {@code authorities}. */
    public ServerTls(TlsIdentity identity, TrustBundle authorities) {
        this(identity, Optional.of(authorities), Http2SecurityUtil.CIPHERS, Transport.tlsProvider());
    }

    /**
     * @param clients asks clients for a certificate of these authorities, if there are any
     * @param versions of TLS to offer: {@code TLSv1.3}, {@code TLSv1.2}
     */
    public ServerTls(
            TlsIdentity identity, Optional<TrustBundle> clients, Collection<String> ciphers, List<String> versions) {
        this(identity, clients, ciphers, versions, Transport.tlsProvider());
    }

    ServerTls(TlsIdentity identity, Optional<TrustBundle> clients, Collection<String> ciphers, SslProvider provider) {
        this(identity, clients, ciphers, DEFAULT_VERSIONS, provider);
    }

    private ServerTls(
            TlsIdentity identity,
            Optional<TrustBundle> clients,
            Collection<String> ciphers,
            List<String> versions,
            SslProvider provider) {
        this.versions = List.copyOf(versions);
        this.ciphers = List.copyOf(ciphers);
        this.provider = provider;
        this.state = build(identity, List.of(), clients);
    }

    /** Shows these certificates from now on. */
    public void present(TlsIdentity identity) {
        present(identity, List.of());
    }

    /**
     * Shows one of {@code others} to a client that asks for a name in its certificate (SNI), the first that fits; {@code
     * standard} to everyone else.
     */
    public synchronized void present(TlsIdentity standard, List<TlsIdentity> others) {
        state = build(standard, others, state.clients());
    }

    /** Asks clients for a certificate from now on; what they send is checked against {@code authorities}. */
    public synchronized void trust(TrustBundle authorities) {
        state = build(state.standard(), state.others(), Optional.of(authorities));
    }

    /** The authorities of client certificates; empty while clients are not asked. */
    public Optional<TrustBundle> clientAuthorities() {
        return state.clients();
    }

    boolean choosesByName() {
        return !state.contextsByName().isEmpty();
    }

    /** The context for a client that asked for {@code name}, or for none. */
    SslContext context(@Nullable String name) {
        State now = state;
        if (name == null || now.contextsByName().isEmpty()) {
            return now.standardContext();
        }
        String lower = name.toLowerCase(Locale.ROOT);
        SslContext exact = now.contextsByName().get(lower);
        if (exact != null) {
            return exact;
        }
        int dot = lower.indexOf('.');
        SslContext wildcard = dot < 0 ? null : now.contextsByName().get("*" + lower.substring(dot));
        return wildcard == null ? now.standardContext() : wildcard;
    }

    private State build(TlsIdentity standard, List<TlsIdentity> others, Optional<TrustBundle> clients) {
        Map<String, SslContext> byName = new HashMap<>();
        for (TlsIdentity other : others) {
            SslContext context = context(other, clients);
            for (String name : names(other.certificate())) {
                byName.putIfAbsent(name, context);
            }
        }
        return new State(standard, List.copyOf(others), clients, context(standard, clients), Map.copyOf(byName));
    }

    private SslContext context(TlsIdentity identity, Optional<TrustBundle> clients) {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(SingleKeyManager.factory(identity))
                    .sslProvider(provider)
                    .protocols(versions)
                    .ciphers(ciphers, SupportedCipherSuiteFilter.INSTANCE)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1));
            // Without a trust manager Netty would load the system's authorities, and name them all to clients.
            return builder.clientAuth(clients.isPresent() ? ClientAuth.OPTIONAL : ClientAuth.NONE)
                    .trustManager(new LaterTrustManager(clients.orElse(TrustBundle.NONE)))
                    .build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("no TLS server can be made of " + identity, e);
        }
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(DNS_NAME).equals(name.getFirst()))
                            .map(name -> name.get(1).toString().toLowerCase(Locale.ROOT))
                            .toList();
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("the names of a server certificate cannot be read", e);
        }
    }
}
