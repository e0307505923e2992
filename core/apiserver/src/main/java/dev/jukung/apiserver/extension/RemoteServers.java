package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.webhook.ServiceResolver;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientTls;
import dev.jukung.http.Headers;
import dev.jukung.http.HttpClient;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the servers behind APIServices, which believe what this server says about the user because it shows the
 * certificate of the front proxy. One client for each way of trusting, shared and kept, the ones used last up to a limit. Thread-safe.
 */
final class RemoteServers implements AutoCloseable {
    private static final int CLIENTS_MAX = 64;

    private record Trust(String caBundle, boolean anyone, String serverName) {}

    private final ServiceResolver services;
    private final Supplier<Optional<TlsIdentity>> identity;
    private final Clock clock;
    private final Faults faults;
    private final Map<Trust, HttpClient> clients = new LinkedHashMap<>(16, 0.75f, true); // guarded by this
    private boolean closed; // guarded by this

    RemoteServers(ServiceResolver services, Supplier<Optional<TlsIdentity>> identity, Clock clock, Faults faults) {
        this.services = services;
        this.identity = identity;
        this.clock = clock;
        this.faults = faults;
    }

    /** The client that the specification of an APIService asks for. */
    synchronized HttpClient client(ObjectValue spec) throws IOException {
        if (closed) {
            throw new IOException("the server is shutting down");
        }
        ObjectValue service = spec.object("service");
        Trust trust = new Trust(
                spec.text("caBundle", ""),
                spec.flag("insecureSkipTLSVerify", false),
                service.text("name", "") + "." + service.text("namespace", "") + ".svc");
        HttpClient known = clients.get(trust);
        if (known != null) {
            return known;
        }
        if (clients.size() >= CLIENTS_MAX) {
            // Certificates are renewed, so what has not been used for longest is most likely out of date.
            Iterator<HttpClient> oldest = clients.values().iterator();
            HttpClient unused = oldest.next();
            oldest.remove();
            unused.close();
        }
        ClientTls tls = tls(trust).withServerName(trust.serverName()).withIdentity(identity);
        HttpClient made = new HttpClient(HttpClient.Options.of("aggregator", tls, clock, faults));
        clients.put(trust, made);
        return made;
    }

    private static ClientTls tls(Trust trust) throws IOException {
        if (trust.anyone()) {
            return ClientTls.trustingAnyone();
        }
        if (trust.caBundle().isEmpty()) {
            return ClientTls.SYSTEM;
        }
        try {
            String pem = new String(Base64.getDecoder().decode(trust.caBundle()), StandardCharsets.UTF_8);
            return ClientTls.trusting(TrustBundle.ofPem(pem));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("unable to load root certificates: " + e.getMessage(), e);
        }
    }

    /** Where a path of the server behind an APIService is found now. @param query as it is sent; may be empty */
    URI address(ObjectValue spec, String path, String query) throws IOException {
        ObjectValue service = spec.object("service");
        String host = services.resolve(
                service.text("namespace", ""), service.text("name", ""), (int) service.integer("port", 443));
        try {
            String below = new URI(null, null, path, null).getRawPath();
            return new URI("https://" + host + below + (query.isEmpty() ? "" : "?" + query));
        } catch (URISyntaxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The request in the name of {@code user}; what the client says about a user itself is taken out. */
    static ClientRequest as(User user, ClientRequest request) {
        Headers headers = Headers.of(request.headers().fields().stream()
                .filter(field -> !isIdentity(field.name()))
                .toList());
        headers = headers.plus("X-Remote-User", user.name());
        if (!user.uid().isEmpty()) {
            headers = headers.plus("X-Remote-Uid", user.uid());
        }
        for (String group : user.groups()) {
            headers = headers.plus("X-Remote-Group", group);
        }
        for (Map.Entry<String, List<String>> extra : user.extra().entrySet()) {
            String name = java.net.URLEncoder.encode(extra.getKey(), StandardCharsets.UTF_8);
            for (String value : extra.getValue()) {
                headers = headers.plus("X-Remote-Extra-" + name, value);
            }
        }
        return request.withHeaders(headers);
    }

    private static boolean isIdentity(@Nullable String header) {
        String name = header == null ? "" : header.toLowerCase(java.util.Locale.ROOT);
        return name.equals("authorization")
                || name.equals("host")
                || name.startsWith("x-remote-")
                || name.startsWith("impersonate-");
    }

    @Override
    public synchronized void close() {
        closed = true;
        clients.values().forEach(HttpClient::close);
        clients.clear();
    }
}
