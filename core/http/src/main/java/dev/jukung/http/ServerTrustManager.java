package dev.jukung.http;

import dev.jukung.base.Clock;
import dev.jukung.http.pki.CertificateProfile.Usage;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.http.pki.TrustBundle.Verification;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes servers whose certificate comes from given authorities and names the host that was asked for (RFC 9525). The
 * JDK's own manager reads the machine's time; this one takes it from a clock, so that certificates of a cluster on
 * virtual time are valid in it. Thread-safe.
 */
final class ServerTrustManager extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2; // types in X509Certificate.getSubjectAlternativeNames
    private static final int IP_ADDRESS = 7;

    private final Supplier<TrustBundle> authorities;
    private final Clock clock;

    ServerTrustManager(Supplier<TrustBundle> authorities, Clock clock) {
        this.authorities = authorities;
        this.clock = clock;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        Verification result = authorities.get().verify(List.of(chain), Usage.SERVER, clock.now());
        if (result instanceof Verification.Refused(String why)) {
            throw new CertificateException(why);
        }
        String host = engine.getPeerHost();
        if (!names(chain[0], host)) {
            throw new CertificateException("x509: certificate is valid for " + allNames(chain[0]) + ", not " + host);
        }
    }

    private static boolean names(X509Certificate certificate, String host) throws CertificateException {
        Optional<InetAddress> address = Hosts.literal(host);
        for (List<?> name : alternativeNames(certificate)) {
            String text = name.get(1).toString();
            boolean fits = address.isPresent()
                    ? name.getFirst().equals(IP_ADDRESS) && Hosts.literal(text).equals(address)
                    : name.getFirst().equals(DNS_NAME)
                            && fits(text.toLowerCase(Locale.ROOT), host.toLowerCase(Locale.ROOT));
            if (fits) {
                return true;
            }
        }
        return false;
    }

    /** A {@code *} stands for the whole first label and nothing else. */
    private static boolean fits(String pattern, String host) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(host);
        }
        int dot = host.indexOf('.');
        return dot > 0 && host.substring(dot).equals(pattern.substring(1));
    }

    private static String allNames(X509Certificate certificate) throws CertificateException {
        return String.join(
                ", ",
                alternativeNames(certificate).stream()
                        .map(name -> name.get(1).toString())
                        .toList());
    }

    private static Collection<List<?>> alternativeNames(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null ? List.of() : names;
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("without a host there is nothing to compare the certificate with");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("without a host there is nothing to compare the certificate with");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this trusts no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this trusts no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this trusts no clients");
    }
}
