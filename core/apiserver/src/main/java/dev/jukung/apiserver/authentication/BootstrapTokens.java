package dev.jukung.apiserver.authentication;

import dev.jukung.apiserver.auth.TokenAuthenticator;
import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Views;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens by which nodes join, from Secrets of type {@code bootstrap.kubernetes.io/token} in {@code kube-system}
 * ({@code --enable-bootstrap-token-auth}). Thread-safe.
 */
public final class BootstrapTokens implements TokenAuthenticator {
    private static final Logger LOG = LoggerFactory.getLogger(BootstrapTokens.class);
    private static final Pattern TOKEN = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");
    private static final Pattern GROUP = Pattern.compile("system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]");
    private static final String TYPE = "bootstrap.kubernetes.io/token";

    private final ServiceAccountTokens.Lookup lookup;
    private final Clock clock;

    public BootstrapTokens(ServiceAccountTokens.Lookup lookup, Clock clock) {
        this.lookup = lookup;
        this.clock = clock;
    }

    @Override
    public Verdict identify(String token, List<String> wanted) {
        Matcher parts = TOKEN.matcher(token);
        if (!parts.matches()) {
            return new Verdict.Unknown();
        }
        String id = parts.group(1);
        Optional<ObjectValue> secret = lookup.find("secrets", ObjectKey.of("kube-system", "bootstrap-token-" + id));
        if (secret.isEmpty()) {
            return new Verdict.Unknown();
        }
        Optional<String> problem = problem(secret.get(), id, parts.group(2));
        if (problem.isPresent()) {
            // Told to the operator only: whoever guesses tokens is to learn nothing.
            LOG.info("bootstrap token {} {}", id, problem.get());
            return new Verdict.Unknown();
        }
        return new Verdict.Known(new User("system:bootstrap:" + id, "", groups(secret.get()), Map.of()), List.of());
    }

    private Optional<String> problem(ObjectValue secret, String id, String password) {
        if (secret.object("metadata").has("deletionTimestamp")) {
            return Optional.of("is deleted and awaiting removal");
        }
        if (!secret.text("type", "").equals(TYPE)) {
            return Optional.of("has invalid type, expected " + TYPE);
        }
        byte[] kept = data(secret, "token-secret").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(kept, password.getBytes(StandardCharsets.UTF_8))) {
            return Optional.of("has invalid value for key token-secret");
        }
        if (!data(secret, "token-id").equals(id)) {
            return Optional.of("has invalid value for key token-id");
        }
        if (hasExpired(data(secret, "expiration"))) {
            return Optional.of("has expired");
        }
        if (!data(secret, "usage-bootstrap-authentication").equals("true")) {
            return Optional.of("not marked usage-bootstrap-authentication=true");
        }
        return groups(secret).stream()
                .filter(group -> !group.equals("system:bootstrappers")
                        && !GROUP.matcher(group).matches())
                .findFirst()
                .map(group -> "has invalid value for key auth-extra-groups: " + group);
    }

    /** A time that cannot be read counts as past. */
    private boolean hasExpired(String expiration) {
        if (expiration.isEmpty()) {
            return false;
        }
        try {
            return !OffsetDateTime.parse(expiration).toInstant().isAfter(clock.now());
        } catch (DateTimeException _) {
            return true; // the contract above
        }
    }

    private static List<String> groups(ObjectValue secret) {
        TreeSet<String> groups = new TreeSet<>(List.of("system:bootstrappers"));
        for (String group : data(secret, "auth-extra-groups").split(",")) {
            if (!group.isEmpty()) {
                groups.add(group);
            }
        }
        return new ArrayList<>(groups);
    }

    private static String data(ObjectValue secret, String key) {
        return new String(Views.toBytes(secret.object("data").text(key, "")), StandardCharsets.UTF_8);
    }
}
