package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Cause;
import dev.jukung.http.Filter;
import dev.jukung.http.Handler;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.util.Optional;
import java.util.Set;

/**
 * Remembers why the writes of a request happen. The actor is always who was authenticated. What led to the request, and
 * the decision in words, are taken from a header, but only from components of the cluster, and only where they act as
 * themselves: nobody else has anything to say there that could be trusted.
 */
record CauseFilter() implements Filter {
    /** How a component of ours says which write led to its own. */
    static final String HEADER = "Jukung-Cause";

    private static final Set<String> COMPONENTS =
            Set.of("system:apiserver", "system:kube-controller-manager", "system:kube-scheduler", "system:kube-proxy");

    private static final int AGENT_MAX = 200;
    private static final int WHAT_MAX = 1_000;

    @Override
    public Response filter(Request request, Handler next) throws InterruptedException {
        Cause cause = cause(
                request,
                Filters.USER.get(),
                Filters.IMPERSONATOR.isBound() ? Optional.of(Filters.IMPERSONATOR.get()) : Optional.empty());
        return ScopedValue.where(Cause.CURRENT, cause).<Response, InterruptedException>call(() -> next.handle(request));
    }

    static Cause cause(Request request, User user, Optional<User> impersonator) {
        String agent = request.header("User-Agent").orElse("").split(" ", 2)[0];
        String by = impersonator
                .map(real ->
                        (agent.isEmpty() ? "" : agent + " ") + "(as " + user.name() + ", really " + real.name() + ")")
                .orElse(agent);
        Cause own =
                new Cause(user.name(), cut(by, AGENT_MAX), cut(request.method() + " " + request.path(), WHAT_MAX), 0);
        return impersonator.isEmpty() && isComponent(user)
                ? request.header(HEADER).flatMap(text -> told(text, own)).orElse(own)
                : own;
    }

    /** Kubelets, the components with a name of their own, and the ServiceAccounts of kube-system, where controllers live. */
    private static boolean isComponent(User user) {
        return COMPONENTS.contains(user.name())
                || (user.name().startsWith("system:node:") && user.in("system:nodes"))
                || (user.name().startsWith("system:serviceaccount:kube-system:")
                        && user.in("system:serviceaccounts:kube-system"));
    }

    private static Optional<Cause> told(String text, Cause own) {
        try {
            ObjectValue value = Json.parseObject(text);
            return Optional.of(new Cause(
                    own.actor(),
                    cut(value.text("actor", own.agent()), AGENT_MAX),
                    cut(value.text("what", own.what()), WHAT_MAX),
                    Math.max(0, value.integer("trigger", 0))));
        } catch (ParseException _) {
            return Optional.empty(); // a header we do not understand explains nothing
        }
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
