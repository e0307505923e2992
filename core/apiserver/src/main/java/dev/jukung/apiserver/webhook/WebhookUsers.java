package dev.jukung.apiserver.webhook;

import dev.jukung.apiserver.webhook.WebhookTarget.Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * As whom webhooks are asked, by where they are: the users of a kubeconfig are named after the servers they are for, as
 * {@code hooks.example.com:8443}, {@code *.example.com} or {@code *}. Immutable.
 */
public final class WebhookUsers {
    /** Webhooks do not learn who asks. */
    public static final WebhookUsers NOBODY = new WebhookUsers(Map.of());

    private static final String HTTPS = ":443";

    private final Map<String, Credentials> byName;

    private WebhookUsers(Map<String, Credentials> byName) {
        this.byName = byName;
    }

    /** @throws IllegalArgumentException when the file says something that cannot be followed */
    public static WebhookUsers read(Path kubeconfig) throws IOException {
        return new WebhookUsers(Kubeconfig.users(kubeconfig));
    }

    /** The user whose name fits best; the current context's where none does. */
    public Credentials of(WebhookTarget target) {
        if (byName.isEmpty()) {
            return Credentials.NONE;
        }
        String server = server(target);
        Optional<Credentials> found = named(server);
        if (found.isEmpty() && server.endsWith(HTTPS)) {
            found = named(server.substring(0, server.length() - HTTPS.length()));
        }
        return found.or(() -> Optional.ofNullable(byName.get("*")))
                .or(() -> Optional.ofNullable(byName.get("")))
                .orElse(Credentials.NONE);
    }

    private static String server(WebhookTarget target) {
        return switch (target.place()) {
            case WebhookTarget.Place.Service service -> WebhookTarget.host(service);
            case WebhookTarget.Place.Url(String url) -> {
                String authority = authority(url);
                boolean withPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
                yield withPort ? authority : authority + HTTPS;
            }
        };
    }

    private static String authority(String url) {
        try {
            return Optional.ofNullable(URI.create(url).getAuthority()).orElse("");
        } catch (IllegalArgumentException _) {
            return ""; // asking it will fail and say why
        }
    }

    /** By its whole name, or by a star for its first parts. */
    private Optional<Credentials> named(String server) {
        Credentials exact = byName.get(server);
        for (int dot = server.indexOf('.'); exact == null && dot >= 0; dot = server.indexOf('.', dot + 1)) {
            exact = byName.get("*" + server.substring(dot));
        }
        return Optional.ofNullable(exact);
    }
}
