package dev.jukung.apiserver.authentication;

import dev.jukung.apiserver.auth.TokenAuthenticator;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.webhook.AnswerCache;
import dev.jukung.apiserver.webhook.WebhookClient;
import dev.jukung.apiserver.webhook.WebhookException;
import dev.jukung.apiserver.webhook.WebhookRetries;
import dev.jukung.apiserver.webhook.WebhookTarget;
import dev.jukung.base.Clock;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks somebody else whose a token is, with a TokenReview ({@code --authentication-token-webhook-config-file}). Answers that
 * say who are kept for a while. Thread-safe.
 */
public final class WebhookTokens implements TokenAuthenticator {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * @param version {@code v1} or {@code v1beta1} ({@code --authentication-token-webhook-version})
     * @param remembered {@code --authentication-token-webhook-cache-ttl}
     */
    public record Settings(WebhookTarget target, String version, Duration remembered) {
        public static final Duration USUALLY_REMEMBERED = Duration.ofMinutes(2);

        public Settings {
            if (!version.equals("v1") && !version.equals("v1beta1")) {
                throw new IllegalArgumentException("unsupported authentication webhook version \"" + version
                        + "\", supported versions are \"v1\", \"v1beta1\"");
            }
        }
    }

    private final Settings settings;
    private final WebhookRetries client;
    private final List<String> own;
    private final AnswerCache cache;

    /** @param own the audiences of this server, for webhooks that do not know audiences; none where tokens are for anybody */
    public WebhookTokens(Settings settings, WebhookClient client, List<String> own, Clock clock) {
        this.settings = settings;
        this.client = new WebhookRetries(client, clock, WebhookRetries.STANDARD_PAUSE);
        this.own = List.copyOf(own);
        cache = new AnswerCache(clock);
    }

    @Override
    public Verdict identify(String token, List<String> wanted) throws InterruptedException {
        ObjectValue spec = ObjectValue.of("token", token, "audiences", ListValue.copyOf(wanted));
        Optional<ObjectValue> known = cache.get(spec.toString());
        ObjectValue status;
        if (known.isPresent()) {
            status = known.get();
        } else {
            try {
                status = client.call(settings.target(), review(spec), TIMEOUT).object("status");
            } catch (WebhookException e) {
                return new Verdict.Bad(String.valueOf(e.getMessage()));
            }
            if (status.flag("authenticated", false)) {
                cache.put(spec.toString(), status, settings.remembered());
            }
        }
        return verdict(status, wanted);
    }

    private ObjectValue review(ObjectValue spec) {
        return ObjectValue.of(
                "kind",
                "TokenReview",
                "apiVersion",
                "authentication.k8s.io/" + settings.version(),
                "metadata",
                ObjectValue.EMPTY,
                "spec",
                spec,
                "status",
                ObjectValue.of("user", ObjectValue.EMPTY));
    }

    private Verdict verdict(ObjectValue status, List<String> wanted) {
        List<String> said = status.list("audiences").texts();
        List<String> meant = said.isEmpty() ? own : said;
        List<String> accepted = wanted.stream().filter(meant::contains).toList();
        if (!wanted.isEmpty() && accepted.isEmpty()) {
            return new Verdict.Unknown();
        }
        if (!status.flag("authenticated", false)) {
            String why = status.text("error", "");
            return why.isEmpty() ? new Verdict.Unknown() : new Verdict.Bad(why);
        }
        ObjectValue user = status.object("user");
        Map<String, List<String>> extra = new HashMap<>();
        user.object("extra").forEach((key, values) -> {
            if (values instanceof ListValue list) {
                extra.put(key, list.texts());
            }
        });
        return new Verdict.Known(
                new User(
                        user.text("username", ""),
                        user.text("uid", ""),
                        user.list("groups").texts(),
                        extra),
                accepted);
    }
}
