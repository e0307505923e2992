package dev.jukung.http;

import dev.jukung.http.pki.TrustBundle;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets every client certificate through the handshake: {@link Caller} verifies it with each request. A handshake can
 * only succeed or fail, but Kubernetes answers a foreign certificate with 401, accepts a token beside it, and notices
 * when a certificate expires or its authority is replaced under an open connection. The handshake still proves that the
 * client holds the key of what it shows. Stateless.
 */
final class LaterTrustManager extends X509ExtendedTrustManager {
    private final X509Certificate[] named;

    /** @param named the authorities that clients are told about, so that they can choose among their certificates */
    LaterTrustManager(TrustBundle named) {
        this.named = named.certificates().toArray(X509Certificate[]::new);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return named.clone();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this trusts no servers");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this trusts no servers");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this trusts no servers");
    }
}
