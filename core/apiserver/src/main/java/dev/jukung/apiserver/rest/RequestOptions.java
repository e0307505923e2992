package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.audit.AuditTrail;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.http.Request;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.schema.Decoder;
import dev.jukung.schema.DecodingException;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/**
 * The options of writes, from the query or a body, under Kubernetes' rules for {@code CreateOptions} and its siblings
 * (k8s.io/apimachinery/pkg/apis/meta/v1/validation). Each method throws what the API server answers.
 */
final class RequestOptions {
    private static final int MAX_MANAGER_BYTES = 128;

    private RequestOptions() {}

    /** What counts for the writes of a verb. Reads have no such options; deletion has {@link #deletion}. */
    static Call.WriteRules of(Request request, String verb) {
        return switch (verb) {
            case "create" -> writing(request, "CreateOptions", new FieldErrors());
            case "update" -> writing(request, "UpdateOptions", new FieldErrors());
            case "patch" -> patching(request);
            default -> Call.WriteRules.NONE;
        };
    }

    private static Call.WriteRules patching(Request request) {
        FieldErrors errors = new FieldErrors();
        if (isApply(request)) {
            if (request.parameter("fieldManager").orElse("").isEmpty()) {
                errors.add(FieldError.required(FieldPath.of("fieldManager"), "is required for apply patch"));
            }
        } else if (request.query().containsKey("force")) {
            errors.add(FieldError.forbidden(FieldPath.of("force"), "may not be specified for non-apply patch"));
        }
        return writing(request, "PatchOptions", errors);
    }

    private static Call.WriteRules writing(Request request, String kind, FieldErrors errors) {
        String manager = request.parameter("fieldManager").orElse("");
        checkManager(manager, errors);
        List<String> dryRun = request.query().getOrDefault("dryRun", List.of());
        checkDryRun(dryRun, errors);
        String validation = request.parameter("fieldValidation").orElse("");
        if (!List.of("", "Ignore", "Strict", "Warn").contains(validation)) {
            errors.add(FieldError.notSupported(
                    FieldPath.of("fieldValidation"), validation, List.of("", "Ignore", "Strict", "Warn")));
        }
        if (!errors.isEmpty()) {
            throw Failures.invalidOptions(kind, errors);
        }
        Call.FieldValidation fields =
                switch (validation) {
                    case "Strict" -> Call.FieldValidation.STRICT;
                    case "Ignore" -> Call.FieldValidation.IGNORE;
                    default -> Call.FieldValidation.WARN;
                };
        String named = manager.isEmpty() ? managerOf(request) : manager;
        return new Call.WriteRules(!dryRun.isEmpty(), named, RequestInfo.isTrue(request, "force"), fields);
    }

    private static boolean isApply(Request request) {
        String type = Bodies.mediaType(request);
        return type.equals(Patch.Type.APPLY.contentType()) || (CborAnswers.on() && type.equals(CborAnswers.APPLY));
    }

    private static void checkManager(String manager, FieldErrors errors) {
        FieldPath path = FieldPath.of("fieldManager");
        if (manager.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_MANAGER_BYTES) {
            errors.add(FieldError.tooLong(path, MAX_MANAGER_BYTES));
        }
        int at = 0;
        for (int c : manager.codePoints().toArray()) {
            if (Character.isISOControl(c) || !Character.isDefined(c)) {
                errors.add(FieldError.invalid(
                        path, manager, "invalid character U+%04X (at position %d)".formatted(c, at)));
            }
            at += Character.toString(c).getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        }
    }

    private static void checkDryRun(List<String> dryRun, FieldErrors errors) {
        if (dryRun.stream().anyMatch(value -> !value.equals("All"))) {
            errors.add(FieldError.notSupported(FieldPath.of("dryRun"), ListValue.copyOf(dryRun), List.of("All")));
        }
    }

    /** Who does not say which manager it is counts as the program its User-Agent names. */
    private static String managerOf(Request request) {
        String agent = request.header("User-Agent").orElse("unknown");
        int slash = agent.indexOf('/');
        String name = slash < 0 ? agent : agent.substring(0, slash);
        return name.isEmpty() ? "unknown" : name.substring(0, Math.min(MAX_MANAGER_BYTES, name.length()));
    }

    /**
     * A {@code v1 DeleteOptions}: the body where there is one, else the query, as in Kubernetes.
     *
     * @param decoder of DeleteOptions
     */
    static ObjectValue deletion(Request request, Decoder decoder) {
        ObjectValue options = request.body().length > 0 ? ofBody(request, decoder) : ofQuery(request);
        FieldErrors errors = new FieldErrors();
        checkDryRun(options.list("dryRun").texts(), errors);
        if (!errors.isEmpty()) {
            throw Failures.invalidOptions("DeleteOptions", errors);
        }
        return options;
    }

    static boolean isDryRun(ObjectValue deleteOptions) {
        return !deleteOptions.list("dryRun").isEmpty();
    }

    private static ObjectValue ofBody(Request request, Decoder decoder) {
        ObjectValue body = Bodies.readOptions(request, "v1", "DeleteOptions").object();
        String kind = body.text("kind", "DeleteOptions");
        if (!kind.equals("DeleteOptions")) {
            throw Failures.badRequest("no kind \"" + kind + "\" is registered for version \""
                    + body.text("apiVersion", "v1")
                    + "\" in scheme \"pkg/apis/meta/internalversion/scheme/register.go:27\"");
        }
        try {
            ObjectValue options = decoder.decode(body).tree();
            AuditTrail.requested(options);
            return options;
        } catch (DecodingException e) {
            throw Failures.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static ObjectValue ofQuery(Request request) {
        ObjectValue options = ObjectValue.EMPTY;
        if (request.query().containsKey("gracePeriodSeconds")) {
            options = options.with("gracePeriodSeconds", number(request, "gracePeriodSeconds"));
        }
        Optional<String> policy = request.parameter("propagationPolicy");
        if (policy.isPresent()) {
            options = options.with("propagationPolicy", policy.get());
        }
        if (request.query().containsKey("orphanDependents")) {
            options = options.with("orphanDependents", RequestInfo.isTrue(request, "orphanDependents"));
        }
        List<String> dryRun = request.query().getOrDefault("dryRun", List.of());
        return dryRun.isEmpty() ? options : options.with("dryRun", ListValue.copyOf(dryRun));
    }

    /** A number in the query; 0 where it is absent or empty. */
    static long number(Request request, String parameter) {
        String text = request.parameter(parameter).orElse("");
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            String why = text.matches("[+-]?[0-9]+") ? "value out of range" : "invalid syntax";
            throw Failures.badRequest("strconv.ParseInt: parsing \"" + text + "\": " + why);
        }
    }
}
