package dev.jukung.apiserver.webhook;

import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the kubeconfig file that says where a webhook of authentication or authorization is and as whom it is asked: the
 * server and its authorities, a client certificate or a token. Files that it names are looked for beside it.
 */
public final class Kubeconfig {
    private final Path file;
    private final ObjectValue config;

    private Kubeconfig(Path file, ObjectValue config) {
        this.file = file;
        this.config = config;
    }

    /** @throws IllegalArgumentException when the file says something that cannot be followed */
    public static WebhookTarget read(Path file) throws IOException {
        return parse(file).target();
    }

    /** Only the users in it, by their names; the one of the current context also as {@code ""}. */
    static Map<String, WebhookTarget.Credentials> users(Path file) throws IOException {
        Kubeconfig kubeconfig = parse(file);
        Map<String, WebhookTarget.Credentials> users = new HashMap<>();
        for (ObjectValue entry : kubeconfig.config.list("users").objects()) {
            users.put(entry.text("name", ""), kubeconfig.credentials(entry.object("user")));
        }
        String current = kubeconfig.config.text("current-context", "");
        if (!current.isEmpty()) {
            WebhookTarget.Credentials own =
                    users.get(kubeconfig.named("contexts", current, "context").text("user", ""));
            if (own != null) {
                users.put("", own);
            }
        }
        return Map.copyOf(users);
    }

    private static Kubeconfig parse(Path file) throws IOException {
        Object parsed;
        try {
            parsed = Yaml.parse(Files.readString(file));
        } catch (ParseException e) {
            throw new IllegalArgumentException("error loading config file \"" + file + "\": " + e.getMessage(), e);
        }
        return new Kubeconfig(file, parsed instanceof ObjectValue tree ? tree : ObjectValue.EMPTY);
    }

    private WebhookTarget target() throws IOException {
        ObjectValue context = named("contexts", config.text("current-context", ""), "context");
        ObjectValue cluster = named("clusters", context.text("cluster", ""), "cluster");
        String server = cluster.text("server", "");
        if (server.isEmpty()) {
            throw problem("no server found for cluster \"" + context.text("cluster", "") + "\"");
        }
        if (cluster.flag("insecure-skip-tls-verify", false)) {
            throw problem("insecure-skip-tls-verify is not supported for webhooks");
        }
        String authorities = data(cluster, "certificate-authority").orElse("");
        ObjectValue user = context.text("user", "").isEmpty()
                ? ObjectValue.EMPTY
                : named("users", context.text("user", ""), "user");
        return new WebhookTarget(new WebhookTarget.Place.Url(server), authorities, "").as(credentials(user));
    }

    private WebhookTarget.Credentials credentials(ObjectValue user) throws IOException {
        if (user.has("exec") || user.has("auth-provider") || user.has("username")) {
            throw problem("of a user only client-certificate, client-key, token and tokenFile are supported");
        }
        return new WebhookTarget.Credentials(identity(user), token(user));
    }

    private ObjectValue named(String list, String name, String field) {
        return config.list(list).objects().stream()
                .filter(entry -> entry.text("name", "").equals(name))
                .findFirst()
                .orElseThrow(() -> problem("no " + field + " named \"" + name + "\""))
                .object(field);
    }

    private Optional<TlsIdentity> identity(ObjectValue user) throws IOException {
        Optional<String> chain = data(user, "client-certificate");
        Optional<String> key = data(user, "client-key");
        if (chain.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(TlsIdentity.ofPem(chain.orElse(""), key.orElse("")));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "invalid configuration in " + file + ": client certificate: " + e.getMessage(), e);
        }
    }

    private Optional<String> token(ObjectValue user) throws IOException {
        String token = user.text("token", "");
        String tokenFile = user.text("tokenFile", "");
        if (!token.isEmpty()) {
            return Optional.of(token);
        }
        return tokenFile.isEmpty()
                ? Optional.empty()
                : Optional.of(Files.readString(beside(tokenFile)).strip());
    }

    /** What stands in the file itself, in base64, or in another one that it names. */
    private Optional<String> data(ObjectValue object, String field) throws IOException {
        String inline = object.text(field + "-data", "");
        if (!inline.isEmpty()) {
            try {
                return Optional.of(new String(Base64.getDecoder().decode(inline), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "invalid configuration in " + file + ": " + field + "-data: " + e.getMessage(), e);
            }
        }
        String named = object.text(field, "");
        return named.isEmpty() ? Optional.empty() : Optional.of(Files.readString(beside(named)));
    }

    private Path beside(String named) {
        return file.resolveSibling(named);
    }

    private IllegalArgumentException problem(String what) {
        return new IllegalArgumentException("invalid configuration in " + file + ": " + what);
    }
}
