package dev.jukung.apiserver.admission.webhook;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/**
 * What a webhook has decided, checked for what it has to say and must not. Immutable.
 *
 * @param patch in base64; empty for none
 * @param result a Status, for refusals
 */
record Verdict(
        boolean allowed,
        String patch,
        String patchType,
        ObjectValue result,
        List<String> warnings,
        ObjectValue annotations) {
    /** Throws, with the reference's text, where the answer is not one to this question. */
    static Verdict of(Invocation asked, ObjectValue answer, boolean mutating) throws HookFailure {
        boolean strict = asked.version().equals("v1");
        if (!(answer.get("response") instanceof ObjectValue response)) {
            throw invalid("webhook response was absent");
        }
        String patch = response.text("patch", "");
        String type = response.text("patchType", "");
        if (strict) {
            check(asked, answer, response);
            checkPatch(response, mutating);
        }
        return new Verdict(
                response.flag("allowed", false),
                mutating ? patch : "",
                strict || patch.isEmpty() ? type : "JSONPatch",
                response.object("status"),
                warnings(response.list("warnings")),
                response.object("auditAnnotations"));
    }

    private static void check(Invocation asked, ObjectValue answer, ObjectValue response) throws HookFailure {
        if (!response.text("uid", "").equals(asked.uid())) {
            throw invalid("expected response.uid=\"" + asked.uid() + "\", got \"" + response.text("uid", "") + "\"");
        }
        String version = answer.text("apiVersion", "");
        String kind = answer.text("kind", "");
        if (!version.equals("admission.k8s.io/v1") || !kind.equals("AdmissionReview")) {
            String shown = version.isEmpty() ? "/" : version;
            throw invalid("expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got " + shown
                    + ", Kind=" + kind);
        }
    }

    private static void checkPatch(ObjectValue response, boolean mutating) throws HookFailure {
        boolean patched = !response.text("patch", "").isEmpty();
        boolean typed = response.has("patchType");
        if (!mutating) {
            if (patched || typed) {
                throw invalid("validating webhook may not return response." + (patched ? "patch" : "patchType"));
            }
        } else if (patched != typed) {
            throw invalid(
                    patched
                            ? "webhook returned response.patch but not response.patchType"
                            : "webhook returned response.patchType but not response.patch");
        } else if (typed && response.text("patchType", "").isEmpty()) {
            throw invalid("webhook returned invalid response.patchType of \"\"");
        }
    }

    private static HookFailure invalid(String why) {
        return new HookFailure("received invalid webhook response: " + why, HookFailure.UNAVAILABLE);
    }

    private static List<String> warnings(ListValue given) {
        return given.stream()
                .filter(String.class::isInstance)
                .map(String::valueOf)
                .toList();
    }
}
