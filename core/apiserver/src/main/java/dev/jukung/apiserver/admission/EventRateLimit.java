package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.configuration.ConfigurationFile;
import dev.jukung.apiserver.flowcontrol.TokenBucket;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.base.Clock;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** EventRateLimit: so many Events a second by server, namespace, user, or source and object. Thread-safe. */
final class EventRateLimit implements Admission {
    private static final Set<String> TYPES =
            Set.of(ConfigurationFile.type("eventratelimit.admission.k8s.io/v1alpha1", "Configuration"));
    private static final List<String> LIMITS = List.of("Server", "Namespace", "User", "SourceAndObject");
    private static final long KEYS = 4096;

    /**
     * One limit.
     *
     * @param keys that are remembered; the ones used least begin anew
     */
    private static final class Limit {
        final String type;
        final long perSecond;
        final int burst;
        final Map<String, TokenBucket> buckets; // guarded by this

        Limit(ObjectValue limit) {
            type = limit.text("type", "");
            perSecond = limit.integer("qps", 0);
            burst = (int) limit.integer("burst", 0);
            long given = limit.integer("cacheSize", 0);
            long keys = type.equals("Server") ? 1 : given == 0 ? KEYS : given;
            buckets = new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
                    return size() > keys;
                }
            };
        }

        synchronized boolean admits(String key, long nanos) {
            return buckets.computeIfAbsent(key, _ -> new TokenBucket(perSecond, burst, nanos))
                    .tryTake(nanos);
        }
    }

    private final List<Limit> limits;
    private final Clock clock;

    private EventRateLimit(List<Limit> limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    static EventRateLimit of(PluginConfigurations told, Clock clock) {
        ObjectValue config =
                told.of("EventRateLimit", "EventRateLimitConfiguration", TYPES).orElse(ObjectValue.EMPTY);
        List<ObjectValue> limits = config.list("limits").objects();
        FieldErrors errors = new FieldErrors();
        FieldPath path = FieldPath.of("limits");
        if (limits.isEmpty()) {
            Object shown = config.has("limits") ? config.list("limits") : NullValue.NULL;
            errors.add(FieldError.invalid(path, shown, "must not be empty"));
        }
        for (int i = 0; i < limits.size(); i++) {
            check(limits.get(i), path.index(i), errors);
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(errors.message());
        }
        return new EventRateLimit(limits.stream().map(Limit::new).toList(), clock);
    }

    private static void check(ObjectValue limit, FieldPath path, FieldErrors errors) {
        String type = limit.text("type", "");
        if (!LIMITS.contains(type)) {
            errors.add(FieldError.notSupported(path.child("type"), type, LIMITS));
        }
        for (String field : List.of("burst", "qps")) {
            if (limit.integer(field, 0) <= 0) {
                errors.add(FieldError.invalid(path.child(field), limit.integer(field, 0), "must be positive"));
            }
        }
        if (!type.equals("Server") && limit.integer("cacheSize", 0) < 0) {
            errors.add(
                    FieldError.invalid(path.child("cacheSize"), limit.integer("cacheSize", 0), "must not be negative"));
        }
    }

    @Override
    public void validate(Review review) {
        if (!review.call().kind().type().qualifiedName().equals("events")
                || review.call().rules().dryRun()) {
            return;
        }
        List<String> reached = new ArrayList<>();
        for (Limit limit : limits) {
            String key = key(limit.type, review);
            if (!limit.admits(key, clock.nanos())) {
                reached.add("limit reached on type " + limit.type + " for key " + key);
            }
        }
        if (!reached.isEmpty()) {
            String all = String.join(", ", reached.stream().distinct().toList());
            throw new ApiException(
                    Reason.TOO_MANY_REQUESTS, "Too many requests: " + (reached.size() == 1 ? all : "[" + all + "]"));
        }
    }

    private static String key(String type, Review review) {
        return switch (type) {
            case "Namespace" -> review.call().namespace();
            case "User" -> review.call().user().name();
            case "SourceAndObject" -> sourceAndObject(review.object());
            default -> "";
        };
    }

    private static String sourceAndObject(ObjectValue event) {
        ObjectValue source = event.object("source");
        ObjectValue about = event.object("involvedObject");
        return Stream.concat(
                        Stream.of("component", "host").map(field -> source.text(field, "")),
                        Stream.of("kind", "namespace", "name", "uid", "apiVersion")
                                .map(field -> about.text(field, "")))
                .reduce("", String::concat);
    }
}
