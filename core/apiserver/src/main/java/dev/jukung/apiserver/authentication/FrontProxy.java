package dev.jukung.apiserver.authentication;

import dev.jukung.apiserver.auth.Authenticator;
import dev.jukung.apiserver.auth.User;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.pki.CertificateSubject;
import dev.jukung.http.pki.TrustBundle;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.naming.InvalidNameException;

/**
 * The user that a proxy in front of the server names in headers, believed only with a certificate of the proxies' authority
 * ({@code --requestheader-*}). Thread-safe.
 */
public final class FrontProxy implements Authenticator {
    /**
     * @param authorities {@code --requestheader-client-ca-file}, asked for with every request
     * @param allowedNames common names; none for every certificate of the authority
     */
    public record Settings(
            Supplier<TrustBundle> authorities,
            List<String> allowedNames,
            List<String> usernameHeaders,
            List<String> uidHeaders,
            List<String> groupHeaders,
            List<String> extraHeaderPrefixes) {
        /** With the headers that kubeadm sets. */
        public static Settings standard(TrustBundle authorities, String... allowedNames) {
            return new Settings(
                    () -> authorities,
                    List.of(allowedNames),
                    List.of("X-Remote-User"),
                    List.of("X-Remote-Uid"),
                    List.of("X-Remote-Group"),
                    List.of("X-Remote-Extra-"));
        }
    }

    private final Settings settings;

    public FrontProxy(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Identity identify(Request request) {
        if (request.certificates().isEmpty()) {
            return new Identity.Absent();
        }
        if (!CertificateAuthenticator.leadsTo(Optional.of(settings.authorities().get()), request.certificates())) {
            return new Identity.Bad("x509: certificate signed by unknown authority");
        }
        String name;
        try {
            name = CertificateSubject.of(request.certificates().getFirst().getSubjectX500Principal())
                    .name();
        } catch (InvalidNameException e) {
            return new Identity.Bad("x509: subject: " + e.getMessage());
        }
        if (!settings.allowedNames().isEmpty() && !settings.allowedNames().contains(name)) {
            return new Identity.Bad("x509: subject with cn=" + name + " is not in the allowed list");
        }
        String user = first(request.headers(), settings.usernameHeaders());
        if (user.isEmpty()) {
            return new Identity.Absent();
        }
        List<String> groups = settings.groupHeaders().stream()
                .flatMap(header -> request.headers().all(header).stream())
                .filter(group -> !group.isEmpty())
                .toList();
        return new Identity.Known(
                new User(user, first(request.headers(), settings.uidHeaders()), groups, extra(request.headers())));
    }

    private static String first(Headers headers, List<String> names) {
        return names.stream()
                .flatMap(name -> headers.first(name).stream())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    private Map<String, List<String>> extra(Headers headers) {
        Map<String, List<String>> extra = new TreeMap<>();
        for (String prefix : settings.extraHeaderPrefixes()) {
            for (Headers.Field field : headers.fields()) {
                if (field.name().regionMatches(true, 0, prefix, 0, prefix.length())) {
                    String key = field.name().substring(prefix.length()).toLowerCase(Locale.ROOT);
                    extra.computeIfAbsent(unescaped(key), _ -> new ArrayList<>())
                            .add(field.value());
                }
            }
        }
        return extra;
    }

    /** The key of an extra field as it is meant in a header; one with broken escapes stays as it was sent. */
    public static String unescaped(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return key; // the contract above
        }
    }
}
