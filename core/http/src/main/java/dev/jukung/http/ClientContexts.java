package dev.jukung.http;

import dev.jukung.base.Clock;
import dev.jukung.http.ClientTls.Trust;
import dev.jukung.http.pki.TlsIdentity;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The TLS settings of a client in Netty's form, made anew when its identity changes. Thread-safe. */
final class ClientContexts {
    private static final String[] HTTP_1_ONLY = {ApplicationProtocolNames.HTTP_1_1};
    private static final String[] BOTH = {ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1};

    /** What a connection shows: the identity, and the settings made of it. */
    record Shown(Optional<TlsIdentity> identity, SslContext context) {}

    private final ClientTls tls;
    private final Clock clock;
    private final SslProvider provider;
    private @Nullable Shown both; // guarded by this
    private @Nullable Shown onlyHttp1; // guarded by this

    ClientContexts(ClientTls tls, Clock clock, SslProvider provider) {
        this.tls = tls;
        this.clock = clock;
        this.provider = provider;
    }

    synchronized Shown current(boolean mayHttp2) {
        Optional<TlsIdentity> identity = tls.identity().get();
        Shown known = mayHttp2 ? both : onlyHttp1;
        if (known != null && known.identity().equals(identity)) {
            return known;
        }
        Shown made = new Shown(identity, context(identity, mayHttp2 ? BOTH : HTTP_1_ONLY));
        if (mayHttp2) {
            both = made;
        } else {
            onlyHttp1 = made;
        }
        return made;
    }

    SslHandler handler(Shown shown, Channel channel, Origin origin) {
        String name = tls.serverName().orElse(origin.bareHost());
        return shown.context().newHandler(channel.alloc(), name, origin.port());
    }

    private SslContext context(Optional<TlsIdentity> identity, String[] protocols) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(provider)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            protocols));
            identity.ifPresent(shown -> builder.keyManager(SingleKeyManager.factory(shown)));
            switch (tls.trust()) {
                case Trust.System() -> {} // what Netty does by itself
                case Trust.Authorities(var bundle) -> builder.trustManager(new ServerTrustManager(bundle, clock));
                case Trust.Anyone() ->
                    builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm("");
            }
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("no TLS client can be made of " + identity, e);
        }
    }
}
