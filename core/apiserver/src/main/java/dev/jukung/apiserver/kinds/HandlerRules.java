package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import java.util.List;
import java.util.regex.Pattern;

/** The rules of probes, and of what is done when a container starts and stops. Pure functions. */
final class HandlerRules {
    private static final Pattern HEADER = Pattern.compile("[-A-Za-z0-9]+");
    private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc", "sleep");
    private static final List<String> COUNTS =
            List.of("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold");
    private static final List<String> PROBES = List.of("livenessProbe", "readinessProbe", "startupProbe");
    private static final List<String> OF_LONG_RUNNING =
            List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe");

    private HandlerRules() {}

    /** @param grace the seconds that a Pod is given to stop */
    static void check(Checked container, long grace) {
        for (String moment : List.of("postStart", "preStop")) {
            if (container.in("lifecycle").has(moment)) {
                handler(container.in("lifecycle").in(moment), grace);
            }
        }
        for (String probe : PROBES) {
            if (container.has(probe)) {
                probe(container.in(probe), probe, grace);
            }
        }
    }

    /** A container that the others wait for has none of it. */
    static void none(Checked container) {
        for (String field : OF_LONG_RUNNING) {
            if (container.has(field)) {
                container.forbidden(field, "may not be set for init containers without restartPolicy=Always");
            }
        }
    }

    private static void probe(Checked probe, String name, long grace) {
        handler(probe, grace);
        for (String field : COUNTS) {
            if (probe.number(field) < 0) {
                probe.invalidNumber(field, "must be greater than or equal to 0");
            }
        }
        boolean graceful = probe.has("terminationGracePeriodSeconds");
        if (graceful && probe.number("terminationGracePeriodSeconds") <= 0) {
            probe.invalidNumber("terminationGracePeriodSeconds", "must be greater than 0");
        }
        if (name.equals("readinessProbe")) {
            if (graceful) {
                probe.invalidNumber("terminationGracePeriodSeconds", "must not be set for readinessProbes");
            }
        } else if (probe.has("successThreshold") && probe.number("successThreshold") != 1) {
            probe.invalidNumber("successThreshold", "must be 1");
        }
    }

    private static void handler(Checked owner, long grace) {
        boolean found = false;
        for (String kind : HANDLERS) {
            if (!owner.has(kind)) {
                continue;
            }
            if (found) {
                owner.forbidden(kind, "may not specify more than 1 handler type");
            } else {
                found = true;
                one(kind, owner.in(kind), grace);
            }
        }
        if (!found) {
            owner.errors().add(FieldError.required(owner.path(), "must specify a handler type"));
        }
    }

    private static void one(String kind, Checked handler, long grace) {
        switch (kind) {
            case "exec" -> {
                if (handler.value().list("command").isEmpty()) {
                    handler.required("command", "");
                }
            }
            case "httpGet" -> {
                port(handler);
                headers(handler);
            }
            case "sleep" -> sleep(handler, grace);
            case "tcpSocket" -> port(handler);
            default -> handler.portNumber("port");
        }
    }

    private static void port(Checked handler) {
        if (handler.value().get("port") instanceof String name) {
            handler.problems("port", PortNames.problems(name));
        } else {
            handler.portNumber("port");
        }
    }

    private static void headers(Checked handler) {
        for (Checked header : handler.items("httpHeaders")) {
            String name = header.text("name");
            if (!HEADER.matcher(name).matches()) {
                handler.errors()
                        .add(FieldError.invalid(
                                handler.path().child("httpHeaders"),
                                name,
                                "a valid HTTP header must consist of alphanumeric characters or '-' (e.g."
                                        + " 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"));
            }
        }
    }

    private static void sleep(Checked sleep, long grace) {
        long seconds = sleep.number("seconds");
        if (seconds < 0 || seconds > grace) {
            sleep.errors()
                    .add(FieldError.invalid(
                            sleep.path(),
                            seconds,
                            "must be non-negative and less than terminationGracePeriodSeconds (" + grace + ")"));
        }
    }
}
