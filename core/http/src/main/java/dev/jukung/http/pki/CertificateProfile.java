package dev.jukung.http.pki;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a certificate says about its owner. Immutable.
 *
 * @param commonName Kubernetes' user name in a client certificate
 * @param organizations Kubernetes' groups in a client certificate
 * @param usages what the certificate may be used for
 * @param life from now to its end
 */
public record CertificateProfile(
        String commonName,
        List<String> organizations,
        List<String> dnsNames,
        List<InetAddress> addresses,
        List<URI> uris,
        Set<Usage> usages,
        Duration life) {
    /** An extended key usage (RFC 5280, 4.2.1.12). */
    public enum Usage {
        SERVER,
        CLIENT
    }

    public CertificateProfile {
        organizations = List.copyOf(organizations);
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
        uris = List.copyOf(uris);
        usages = Set.copyOf(usages);
        if (!life.isPositive()) {
            throw new IllegalArgumentException("the life of a certificate must be positive: " + life);
        }
    }

    /** For a user or a component: its name and groups. */
    public static CertificateProfile client(String commonName, List<String> organizations, Duration life) {
        return new CertificateProfile(
                commonName, organizations, List.of(), List.of(), List.of(), EnumSet.of(Usage.CLIENT), life);
    }

    /** For a server: {@code hosts} are DNS names (a first label may be {@code *}) and IP addresses, mixed. */
    public static CertificateProfile server(String commonName, List<String> hosts, Duration life) {
        return new CertificateProfile(
                        commonName, List.of(), List.of(), List.of(), List.of(), EnumSet.of(Usage.SERVER), life)
                .withHosts(hosts);
    }

    /** The same with these names and addresses instead; nothing is looked up. */
    public CertificateProfile withHosts(List<String> hosts) {
        List<String> names = new ArrayList<>();
        List<InetAddress> numbers = new ArrayList<>();
        for (String host : hosts) {
            literal(host).ifPresentOrElse(numbers::add, () -> names.add(host));
        }
        return new CertificateProfile(commonName, organizations, names, numbers, uris, usages, life);
    }

    public CertificateProfile withUsages(Set<Usage> changed) {
        return new CertificateProfile(commonName, organizations, dnsNames, addresses, uris, changed, life);
    }

    public CertificateProfile withUris(List<URI> changed) {
        return new CertificateProfile(commonName, organizations, dnsNames, addresses, changed, usages, life);
    }

    public CertificateProfile withLife(Duration changed) {
        return new CertificateProfile(commonName, organizations, dnsNames, addresses, uris, usages, changed);
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a name, then
        }
    }
}
