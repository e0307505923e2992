package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Failures;
import dev.jukung.http.Request;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import java.util.List;
import java.util.OptionalLong;

/** The rules of {@code v1 PodLogOptions}, which come as a query. Stateless. */
final class LogOptions {
    private static final List<String> STREAMS = List.of("All", "Stderr", "Stdout");

    private LogOptions() {}

    /** Throws the refusal of options that are none, or contradict each other. */
    static void check(Request request, String pod) {
        FieldErrors errors = new FieldErrors();
        OptionalLong lines = number(request, "tailLines");
        OptionalLong bytes = number(request, "limitBytes");
        OptionalLong seconds = number(request, "sinceSeconds");
        if (lines.isPresent() && lines.getAsLong() < 0) {
            errors.add(FieldError.invalid(
                    FieldPath.of("tailLines"), lines.getAsLong(), "must be greater than or equal to 0"));
        }
        if (bytes.isPresent() && bytes.getAsLong() < 1) {
            errors.add(FieldError.invalid(FieldPath.of("limitBytes"), bytes.getAsLong(), "must be greater than 0"));
        }
        if (seconds.isPresent() && request.parameter("sinceTime").isPresent()) {
            errors.add(FieldError.forbidden(
                    FieldPath.of(""), "at most one of `sinceTime` or `sinceSeconds` may be specified"));
        } else if (seconds.isPresent() && seconds.getAsLong() < 1) {
            errors.add(FieldError.invalid(FieldPath.of("sinceSeconds"), seconds.getAsLong(), "must be greater than 0"));
        }
        String stream = request.parameter("stream").orElse("All");
        if (!STREAMS.contains(stream)) {
            errors.add(FieldError.notSupported(FieldPath.of("stream"), stream, STREAMS));
        }
        if (!stream.equals("All") && lines.isPresent()) {
            errors.add(FieldError.forbidden(
                    FieldPath.of(""), "`tailLines` and specific `stream` are mutually exclusive for now"));
        }
        if (!errors.isEmpty()) {
            throw Failures.invalid("", "PodLogOptions", pod, errors);
        }
    }

    private static OptionalLong number(Request request, String name) {
        String text = request.parameter(name).orElse("");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            throw Failures.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }
}
