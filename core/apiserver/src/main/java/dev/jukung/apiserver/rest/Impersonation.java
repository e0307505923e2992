package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.authentication.FrontProxy;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code Impersonate-User}, {@code -Group}, {@code -Uid} and {@code -Extra-*}: who a request is made as. Tried in turn are the
 * constrained modes of v1.36, which ask for a right to act as the user and one to do just this as the user, and
 * then the plain one; the first that is allowed decides. Thread-safe.
 */
record Impersonation(Authorizer authorizer) {
    private static final String NODE_PREFIX = "system:node:";
    private static final String ACCOUNT_PREFIX = "system:serviceaccount:";
    private static final String NODE_OF_POD = "authentication.kubernetes.io/node-name";

    /** Empty where the request is made as nobody else. @param attributes what is asked for, by the real user */
    Optional<User> user(Request request, Attributes attributes) {
        User wanted = wanted(request.headers());
        if (wanted.name().isEmpty()) {
            if (!wanted.uid().isEmpty()
                    || !wanted.groups().isEmpty()
                    || !wanted.extra().isEmpty()) {
                throw new ApiException(
                        Reason.BAD_REQUEST, "requested " + goText(wanted) + " without impersonating a user name");
            }
            return Optional.empty();
        }
        ApiException refused = null;
        for (ImpersonationMode mode : ImpersonationMode.values()) {
            if (!applies(mode, wanted, attributes.user())) {
                continue;
            }
            try {
                return Optional.of(new ImpersonationChecks(authorizer, mode, attributes).check(wanted));
            } catch (ApiException e) {
                refused = refused == null ? e : refused; // the first one is told when no mode fits
            }
        }
        throw refused == null ? Refusals.unauthorized() : refused;
    }

    private static boolean applies(ImpersonationMode mode, User wanted, User real) {
        boolean nameOnly = wanted.uid().isEmpty()
                && wanted.groups().isEmpty()
                && wanted.extra().isEmpty();
        return switch (mode) {
            case ASSOCIATED_NODE ->
                nameOnly
                        && node(wanted.name()).isPresent()
                        && serviceAccount(real.name()).isPresent()
                        && real.extra()
                                .getOrDefault(NODE_OF_POD, List.of())
                                .equals(List.of(node(wanted.name()).get()));
            case ARBITRARY_NODE -> nameOnly && node(wanted.name()).isPresent();
            case SERVICE_ACCOUNT -> nameOnly && serviceAccount(wanted.name()).isPresent();
            case USER_INFO ->
                node(wanted.name()).isEmpty() && serviceAccount(wanted.name()).isEmpty();
            case LEGACY -> true;
        };
    }

    /** The node that a name stands for. */
    static Optional<String> node(String user) {
        if (!user.startsWith(NODE_PREFIX)) {
            return Optional.empty();
        }
        String name = user.substring(NODE_PREFIX.length());
        return NameRule.SUBDOMAIN.problems(name, false).isEmpty() ? Optional.of(name) : Optional.empty();
    }

    /** Namespace and name of the ServiceAccount that a name stands for. */
    static Optional<String[]> serviceAccount(String user) {
        if (!user.startsWith(ACCOUNT_PREFIX)) {
            return Optional.empty();
        }
        String[] parts = user.substring(ACCOUNT_PREFIX.length()).split(":", -1);
        return parts.length == 2
                        && NameRule.LABEL.problems(parts[0], false).isEmpty()
                        && NameRule.SUBDOMAIN.problems(parts[1], false).isEmpty()
                ? Optional.of(parts)
                : Optional.empty();
    }

    private static User wanted(Headers headers) {
        String prefix = "impersonate-extra-";
        Map<String, List<String>> extra = new TreeMap<>();
        for (Headers.Field field : headers.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (name.startsWith(prefix)) {
                extra.computeIfAbsent(FrontProxy.unescaped(name.substring(prefix.length())), _ -> new ArrayList<>())
                        .add(field.value());
            }
        }
        return new User(
                headers.first("Impersonate-User").orElse(""),
                headers.first("Impersonate-Uid").orElse(""),
                headers.all("Impersonate-Group"),
                extra);
    }

    /** As Go's {@code %#v} shows it, which is what Kubernetes answers. */
    private static String goText(User user) {
        String groups = user.groups().isEmpty() ? "[]string(nil)" : goText(user.groups());
        String extra = user.extra().isEmpty()
                ? "map[string][]string(nil)"
                : new TreeMap<>(user.extra())
                        .entrySet().stream()
                                .map(entry -> GoText.quote(entry.getKey()) + ":" + goText(entry.getValue()))
                                .collect(Collectors.joining(", ", "map[string][]string{", "}"));
        return "&user.DefaultInfo{Name:" + GoText.quote(user.name()) + ", UID:" + GoText.quote(user.uid()) + ", Groups:"
                + groups + ", Extra:" + extra + "}";
    }

    private static String goText(List<String> texts) {
        return texts.stream().map(GoText::quote).collect(Collectors.joining(", ", "[]string{", "}"));
    }
}
