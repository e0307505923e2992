package dev.jukung.apiserver.extension;

import dev.jukung.value.ObjectValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * Groups of the Kubernetes community ({@code *.k8s.io}, {@code *.kubernetes.io}) may be used with an approval only: an
 * annotation with the address of the pull request. Decides only.
 */
final class ApprovalCondition {
    static final String ANNOTATION = "api-approved.kubernetes.io";

    /** What the annotation says, and how that is put. */
    record Approval(State state, String reason) {}

    enum State {
        BYPASSED,
        MISSING,
        INVALID,
        APPROVED
    }

    private ApprovalCondition() {}

    static boolean isProtected(String group) {
        return List.of("k8s.io", "kubernetes.io").stream()
                .anyMatch(domain -> group.equals(domain) || group.endsWith("." + domain));
    }

    static Approval approval(Definition definition) {
        String text = definition.tree().object("metadata").object("annotations").text(ANNOTATION, "");
        if (text.isEmpty()) {
            return new Approval(
                    State.MISSING,
                    "protected groups must have approval annotation \"" + ANNOTATION
                            + "\", see https://github.com/kubernetes/enhancements/pull/1111");
        }
        if (text.startsWith("unapproved")) {
            return new Approval(State.BYPASSED, "not approved: \"" + text + "\"");
        }
        if (isAddress(text)) {
            return new Approval(State.APPROVED, "approved in " + text);
        }
        return new Approval(
                State.INVALID,
                "protected groups must have approval annotation \"" + ANNOTATION
                        + "\" with either a URL or a reason starting with \"unapproved\", see https://github.com/kubernetes/enhancements/pull/1111");
    }

    private static boolean isAddress(String text) {
        try {
            URI address = new URI(text);
            return address.getHost() != null && address.getScheme() != null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    static Optional<ObjectValue> of(Definition definition) {
        if (!isProtected(definition.group())) {
            return Optional.empty();
        }
        Approval approval = approval(definition);
        return Optional.of(
                switch (approval.state()) {
                    case MISSING -> condition(false, "MissingAnnotation", approval);
                    case INVALID -> condition(false, "InvalidAnnotation", approval);
                    case BYPASSED -> condition(false, "UnapprovedAnnotation", approval);
                    case APPROVED -> condition(true, "ApprovedAnnotation", approval);
                });
    }

    private static ObjectValue condition(boolean status, String reason, Approval approval) {
        return Conditions.of(Definition.APPROVED, status, reason, approval.reason());
    }
}
