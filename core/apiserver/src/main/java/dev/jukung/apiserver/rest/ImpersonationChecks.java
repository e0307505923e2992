package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.schema.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rights that one mode of impersonation asks for. @param asked what the request is about, by the real user */
record ImpersonationChecks(Authorizer authorizer, ImpersonationMode mode, Attributes asked) {
    private static final String GROUP = "authentication.k8s.io";
    private static final String NODES = "system:nodes";

    /** From so many checks on, the right to all of them is asked for first. */
    private static final int MANY = 4;

    /** The user as whom the request goes on. Throws the refusal where a right is missing. */
    User check(User wanted) {
        if (mode.constrained()) {
            authorize(asked.withVerb(mode.verbOn(asked.verb())));
        }
        List<String> groups = new ArrayList<>(name(wanted));
        if (!wanted.uid().isEmpty()) {
            authorize(right(GROUP, "uids", "", "", wanted.uid()));
        }
        groups(wanted.groups());
        extra(wanted.extra());
        if (wanted.name().equals(User.ANONYMOUS.name())) {
            ensure(groups, User.UNAUTHENTICATED);
        } else if (!groups.contains(User.UNAUTHENTICATED)) {
            ensure(groups, User.AUTHENTICATED);
        }
        return new User(wanted.name(), wanted.uid(), groups, wanted.extra());
    }

    private static void ensure(List<String> groups, String group) {
        if (!groups.contains(group)) {
            groups.add(group);
        }
    }

    /** The groups that the user will have: those asked for, or those that come with the name. */
    private List<String> name(User wanted) {
        String group = mode.constrained() ? GROUP : "";
        Optional<String> node = mode.constrained() ? Impersonation.node(wanted.name()) : Optional.empty();
        if (node.isPresent()) {
            boolean own = mode == ImpersonationMode.ASSOCIATED_NODE;
            authorize(right(group, "nodes", "", "", own ? "*" : node.get()));
            return List.of(NODES);
        }
        Optional<String[]> account = Impersonation.serviceAccount(wanted.name());
        if (account.isPresent()) {
            String namespace = account.get()[0];
            authorize(right(group, "serviceaccounts", "", namespace, account.get()[1]));
            return wanted.groups().isEmpty()
                    ? List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace)
                    : wanted.groups();
        }
        authorize(right(group, "users", "", "", wanted.name()));
        return wanted.groups();
    }

    private void groups(List<String> groups) {
        String group = mode.constrained() ? GROUP : "";
        if (mode.constrained()) {
            if (groups.contains("")) {
                throw refused(
                        right(group, "groups", "", "", ""), "impersonating the empty string group is not allowed");
            }
            if (groups.contains(User.MASTERS)) {
                throw refused(
                        right(group, "groups", "", "", User.MASTERS),
                        "impersonating the system:masters group is not allowed");
            }
            if (groups.size() >= MANY && allowed(right(group, "groups", "", "", "*"))) {
                return;
            }
        }
        groups.forEach(each -> authorize(right(group, "groups", "", "", each)));
    }

    private void extra(Map<String, List<String>> extra) {
        if (mode.constrained()) {
            problem(extra).ifPresent(why -> {
                throw refused(right(GROUP, "userextras", "", "", ""), why);
            });
            int values = extra.values().stream().mapToInt(List::size).sum();
            if (values >= MANY && allowed(right(GROUP, "userextras", "*", "", "*"))) {
                return;
            }
        }
        new TreeMap<>(extra)
                .forEach((key, values) ->
                        values.forEach(value -> authorize(right(GROUP, "userextras", key, "", value))));
    }

    private static Optional<String> problem(Map<String, List<String>> extra) {
        for (Map.Entry<String, List<String>> entry : new TreeMap<>(extra).entrySet()) {
            if (entry.getKey().isEmpty()) {
                return Optional.of("impersonating the empty string key in extra is not allowed");
            }
            if (!entry.getKey().contains("/")) {
                return Optional.of("impersonating an invalid key in extra is not allowed: extra.key: Invalid value: "
                        + GoText.quote(entry.getKey())
                        + ": must be a domain-prefixed path (such as \"acme.io/foo\")");
            }
            if (entry.getValue().contains("")) {
                return Optional.of("impersonating the empty string value in extra is not allowed");
            }
        }
        return Optional.empty();
    }

    private Attributes right(String group, String resource, String subresource, String namespace, String name) {
        return new Attributes(asked.user(), mode.verb(), group, "v1", resource, subresource, namespace, name, "");
    }

    private boolean allowed(Attributes right) {
        return authorizer.decide(requestor(right)).allowed();
    }

    private void authorize(Attributes right) {
        switch (authorizer.decide(requestor(right))) {
            case Authorizer.Decision.Allow _ -> {}
            case Authorizer.Decision.Deny(String reason, String error) -> throw refused(right, joined(reason, error));
            case Authorizer.Decision.NoOpinion(String reason, String error) ->
                throw refused(right, joined(reason, error));
        }
    }

    /** A Pod is asked about without its own particulars: the right holds for all Pods of its ServiceAccount. */
    private Attributes requestor(Attributes right) {
        if (mode != ImpersonationMode.ASSOCIATED_NODE) {
            return right;
        }
        User real = right.user();
        List<String> keys = real.extra().keySet().stream().sorted().toList();
        return right.with(new User(
                real.name(),
                real.uid(),
                real.groups(),
                Map.of("authentication.kubernetes.io/associated-node-keys", keys)));
    }

    private static String joined(String reason, String error) {
        return error.isEmpty() ? reason : reason.isEmpty() ? error : error + ": " + reason;
    }

    private static dev.jukung.runtime.ApiException refused(Attributes right, String why) {
        return Refusals.forbidden(right, why);
    }
}
