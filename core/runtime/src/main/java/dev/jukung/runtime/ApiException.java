package dev.jukung.runtime;

import dev.jukung.value.ObjectValue;

/** A request that the API refused or could not serve: a {@code metav1.Status} of failure. */
public final class ApiException extends RuntimeException {
    private final Reason reason;
    private final transient ObjectValue details;
    private final boolean detailed;
    private final int code;
    private final String reasonText;
    private final String continueToken;

    public ApiException(Reason reason, String message) {
        super(message);
        this.reason = reason;
        this.reasonText = reason.text();
        this.code = reason.code();
        this.details = ObjectValue.EMPTY;
        this.detailed = false;
        this.continueToken = "";
    }

    /** @param details as {@code status.details}: name, group, kind, causes, retryAfterSeconds; written even if empty */
    public ApiException(Reason reason, int code, String message, ObjectValue details) {
        this(reason, reason.text(), code, message, details);
    }

    private ApiException(Reason reason, String reasonText, int code, String message, ObjectValue details) {
        super(message);
        this.reason = reason;
        this.reasonText = reasonText;
        this.code = code;
        this.details = details;
        this.detailed = true;
        this.continueToken = "";
    }

    /** A refusal with a reason in somebody else's words, as a webhook may give it. */
    public static ApiException inWords(String reason, int code, String message, ObjectValue details) {
        return new ApiException(Reason.fromText(reason).orElse(Reason.UNKNOWN), reason, code, message, details);
    }

    public ApiException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.reasonText = reason.text();
        this.code = reason.code();
        this.details = ObjectValue.EMPTY;
        this.detailed = false;
        this.continueToken = "";
    }

    private ApiException(String message, String continueToken) {
        super(message);
        this.reason = Reason.EXPIRED;
        this.reasonText = reason.text();
        this.code = reason.code();
        this.details = ObjectValue.EMPTY;
        this.detailed = false;
        this.continueToken = continueToken;
    }

    /** A page of a list that is forgotten. @param continueToken the rest of the list can be had with it, as it is now */
    public static ApiException expiredPage(String message, String continueToken) {
        return new ApiException(message, continueToken);
    }

    public Reason reason() {
        return reason;
    }

    /** The HTTP status. */
    public int code() {
        return code;
    }

    public ObjectValue details() {
        return details;
    }

    public boolean is(Reason candidate) {
        return reason == candidate;
    }

    /** Whether {@code details.causes} has one of this type, such as {@code NamespaceTerminating}. */
    public boolean hasCause(String type) {
        return details.list("causes").objects().stream()
                .anyMatch(cause -> cause.text("reason", "").equals(type));
    }

    /** As a {@code v1 Status} object. */
    public ObjectValue status() {
        ObjectValue status = ObjectValue.of(
                "kind",
                "Status",
                "apiVersion",
                "v1",
                "metadata",
                continueToken.isEmpty() ? ObjectValue.EMPTY : ObjectValue.of("continue", continueToken),
                "status",
                "Failure",
                "message",
                String.valueOf(getMessage()));
        if (!reasonText.isEmpty()) {
            status = status.with("reason", reasonText);
        }
        if (detailed) {
            status = status.with("details", details);
        }
        return status.with("code", (long) code);
    }
}
