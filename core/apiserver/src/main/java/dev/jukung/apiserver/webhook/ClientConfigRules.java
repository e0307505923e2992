package dev.jukung.apiserver.webhook;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;

/** What a {@code clientConfig} may say (k8s.io/apiserver/pkg/util/webhook). Pure functions. */
public final class ClientConfigRules {
    private static final String FORM = "; desired format: https://host[/path]";
    private static final int LAST_PORT = 65535;

    private ClientConfigRules() {}

    /** Exactly one of url and service, and that in order. */
    public static void check(FieldPath path, ObjectValue config, FieldErrors errors) {
        if (config.has("url") == config.has("service")) {
            errors.add(FieldError.required(path, "exactly one of url or service is required"));
        } else if (config.has("url")) {
            url(path.child("url"), config.text("url", ""), errors);
        } else {
            service(path.child("service"), config.object("service"), errors);
        }
    }

    private static void url(FieldPath path, String text, FieldErrors errors) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            errors.add(FieldError.required(path, "url must be a valid URL: " + e.getMessage() + FORM));
            return;
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme();
        if (!scheme.equals("https")) {
            errors.add(FieldError.invalid(path, scheme, "'https' is the only allowed URL scheme" + FORM));
        }
        String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
        if (authority.substring(authority.lastIndexOf('@') + 1).isEmpty()) {
            errors.add(FieldError.invalid(path, "", "host must be specified" + FORM));
        }
        absent(path, url.getRawUserInfo(), "user information is not permitted in the URL", errors);
        absent(path, url.getRawFragment(), "fragments are not permitted in the URL", errors);
        absent(path, url.getRawQuery(), "query parameters are not permitted in the URL", errors);
    }

    private static void absent(
            FieldPath path, @org.jspecify.annotations.Nullable String part, String why, FieldErrors errors) {
        if (part != null && !part.isEmpty()) {
            errors.add(FieldError.invalid(path, part, why));
        }
    }

    private static void service(FieldPath path, ObjectValue service, FieldErrors errors) {
        for (String field : List.of("name", "namespace")) {
            if (service.text(field, "").isEmpty()) {
                errors.add(FieldError.required(path.child(field), ""));
            }
        }
        long port = service.integer("port", 443);
        if (port < 1 || port > LAST_PORT) {
            errors.add(FieldError.invalid(
                    path.child("port"), port, "port is not valid: must be between 1 and 65535, inclusive"));
        }
        servicePath(path.child("path"), service.text("path", ""), errors);
    }

    private static void servicePath(FieldPath path, String text, FieldErrors errors) {
        if (text.isEmpty() || text.equals("/")) {
            return;
        }
        if (text.equals("//")) {
            errors.add(FieldError.invalid(path, text, "segment[0] may not be empty"));
            return;
        }
        if (!text.startsWith("/")) {
            errors.add(FieldError.invalid(path, text, "must start with a '/'"));
        }
        String rest = text.substring(1);
        String checked = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        List<String> segments = Arrays.asList(checked.split("/", -1));
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).isEmpty()) {
                errors.add(FieldError.invalid(path, text, "segment[" + i + "] may not be empty"));
                continue;
            }
            for (String problem : NameRule.SUBDOMAIN.problems(segments.get(i), false)) {
                errors.add(FieldError.invalid(path, text, "segment[" + i + "]: " + problem));
            }
        }
    }
}
