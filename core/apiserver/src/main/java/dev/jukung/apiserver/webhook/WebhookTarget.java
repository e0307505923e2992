package dev.jukung.apiserver.webhook;

import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/**
 * Where a webhook is asked, as the {@code clientConfig} of configurations and CRDs says. Immutable.
 *
 * @param caBundle in PEM: who may have issued the server's certificate; empty for the authorities that the system trusts
 * @param query of the URL, without the question mark; empty for none
 */
public record WebhookTarget(Place place, String caBundle, String query) {
    private static final int PORT = 443;

    public sealed interface Place {
        record Url(String url) implements Place {}

        /** @param path begins with a slash, or is empty */
        record Service(String namespace, String name, String path, int port) implements Place {}
    }

    /** Reads a {@code clientConfig}. Throws where it has neither a service nor a URL or no readable bundle. */
    public static WebhookTarget of(ObjectValue clientConfig) throws WebhookException {
        String bundle = decoded(clientConfig.text("caBundle", ""));
        if (clientConfig.has("service")) {
            ObjectValue service = clientConfig.object("service");
            String path = service.text("path", "");
            return new WebhookTarget(
                    new Place.Service(
                            service.text("namespace", ""),
                            service.text("name", ""),
                            path.isEmpty() || path.startsWith("/") ? path : "/" + path,
                            (int) service.integer("port", PORT)),
                    bundle,
                    "");
        }
        String url = clientConfig.text("url", "");
        if (url.isEmpty()) {
            String why = "webhook configuration must have either service or URL";
            throw WebhookException.unusable(why, new IllegalArgumentException(why));
        }
        return new WebhookTarget(new Place.Url(url), bundle, "");
    }

    private static String decoded(String base64) throws WebhookException {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw WebhookException.unusable("unable to load root certificates: " + e.getMessage(), e);
        }
    }

    /** The same, telling the webhook how long it has: {@code ?timeout=10s}. Begun seconds count whole. */
    public WebhookTarget announcing(Duration timeout) {
        long seconds = timeout.plusNanos(999_999_999).toSeconds();
        return new WebhookTarget(place, caBundle, "timeout=" + goText(seconds));
    }

    private static String goText(long seconds) {
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }

    /** The URL as messages show it. */
    String shown() {
        String url =
                switch (place) {
                    case Place.Url(String text) -> text;
                    case Place.Service service -> "https://" + host(service) + service.path();
                };
        return query.isEmpty() ? url : url + "?" + query;
    }

    static String host(Place.Service service) {
        return name(service) + ":" + service.port();
    }

    /** The name that the service's certificate has to be for. */
    static String name(Place.Service service) {
        return service.name() + "." + service.namespace() + ".svc";
    }
}
