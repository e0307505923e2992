package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.apiserver.registry.Selection;
import dev.jukung.http.Request;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.GoText;
import java.util.List;

/**
 * The options of list, watch and deletecollection, under the rules of Kubernetes' {@code ListOptions}
 * (k8s.io/apimachinery/pkg/apis/meta/internalversion/validation). Each method throws what the API server answers.
 */
final class ListOptions {
    private static final FieldPath MATCH = FieldPath.of("resourceVersionMatch");

    private ListOptions() {}

    static Reader.ListRequest list(Call call, Request request) {
        Selection selection = selection(call, request);
        long limit = RequestOptions.number(request, "limit");
        RequestOptions.number(request, "timeoutSeconds");
        String version = text(request, "resourceVersion");
        String match = text(request, "resourceVersionMatch");
        FieldErrors errors = new FieldErrors();
        if (!match.isEmpty()) {
            checkListMatch(match, version, request, errors);
        }
        if (request.query().containsKey("sendInitialEvents")) {
            errors.add(
                    FieldError.forbidden(FieldPath.of("sendInitialEvents"), "sendInitialEvents is forbidden for list"));
        }
        refuse(errors);
        return new Reader.ListRequest(
                call.namespace(),
                selection,
                version,
                match,
                (int) Math.min(Integer.MAX_VALUE, limit),
                text(request, "continue"));
    }

    /** Of a get: a version that is no number is no fault of the client's to Kubernetes. */
    static void checkVersion(Request request) {
        String version = text(request, "resourceVersion");
        if (!version.isEmpty() && !version.matches("[0-9]{1,20}")) {
            String shown = GoText.quote(version);
            throw new ApiException(
                    Reason.UNKNOWN,
                    "resourceVersion: Invalid value: " + shown + ": strconv.ParseUint: parsing " + shown
                            + ": invalid syntax");
        }
    }

    private static void checkListMatch(String match, String version, Request request, FieldErrors errors) {
        if (version.isEmpty()) {
            errors.add(FieldError.forbidden(
                    MATCH, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        }
        if (!text(request, "continue").isEmpty()) {
            errors.add(FieldError.forbidden(MATCH, "resourceVersionMatch is forbidden when continue is provided"));
        }
        if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
            errors.add(FieldError.notSupported(MATCH, match, List.of("Exact", "NotOlderThan", "")));
        }
        if (match.equals("Exact") && version.equals("0")) {
            errors.add(FieldError.forbidden(
                    MATCH, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        }
    }

    static Reader.WatchRequest watch(Call call, Request request) {
        Selection selection = call.name().isEmpty()
                ? selection(call, request)
                : Selection.parse(call.kind(), "", "metadata.name=" + call.name());
        boolean given = request.query().containsKey("sendInitialEvents");
        String match = text(request, "resourceVersionMatch");
        FieldErrors errors = new FieldErrors();
        if (given && !match.equals("NotOlderThan")) {
            errors.add(FieldError.forbidden(
                    MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }
        if (!match.isEmpty()) {
            checkWatchMatch(match, given, request, errors);
        }
        refuse(errors);
        return new Reader.WatchRequest(
                call.namespace(),
                selection,
                text(request, "resourceVersion"),
                RequestInfo.isTrue(request, "allowWatchBookmarks"),
                RequestInfo.isTrue(request, "sendInitialEvents"));
    }

    private static void checkWatchMatch(String match, boolean initialEvents, Request request, FieldErrors errors) {
        if (!initialEvents) {
            errors.add(FieldError.forbidden(
                    MATCH, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }
        if (!match.equals("NotOlderThan")) {
            errors.add(FieldError.notSupported(MATCH, match, List.of("NotOlderThan")));
        }
        if (!text(request, "continue").isEmpty()) {
            errors.add(FieldError.forbidden(MATCH, "resourceVersionMatch is forbidden when continue is provided"));
        }
    }

    private static void refuse(FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw Failures.invalidOptions("ListOptions", errors);
        }
    }

    private static Selection selection(Call call, Request request) {
        return Selection.parse(call.kind(), text(request, "labelSelector"), text(request, "fieldSelector"));
    }

    private static String text(Request request, String parameter) {
        return request.parameter(parameter).orElse("");
    }
}
