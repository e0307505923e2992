package dev.jukung.apiserver.webhook;

/**
 * A webhook that could not be asked, or whose answer is none. The message is what Go's client says, such as
 * {@code Post "https://…": context deadline exceeded}; callers put in front of it what they wanted.
 */
public final class WebhookException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int UNAVAILABLE = 503;

    private final int code;
    private final boolean asked;

    private WebhookException(String message, int code, boolean asked, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.asked = asked;
    }

    /** Nobody answered, or not in time. */
    static WebhookException unanswered(String message, Throwable cause) {
        return new WebhookException(message, UNAVAILABLE, true, cause);
    }

    /** The answer was a refusal or cannot be read. @param code the HTTP status of the failure */
    static WebhookException answered(int code, String message, Throwable cause) {
        return new WebhookException(message, code, true, cause);
    }

    static WebhookException answered(int code, String message) {
        return new WebhookException(message, code, true, new IllegalStateException(message));
    }

    /** The configuration says nothing that could be asked. */
    static WebhookException unusable(String message, Throwable cause) {
        return new WebhookException(message, 500, false, cause);
    }

    /** Whether it may be different the next time, as client-go's webhooks judge it. */
    boolean passes() {
        boolean answered = code == 500 || code == 504 || code == 429;
        String message = String.valueOf(getMessage());
        boolean reset = message.endsWith("Connection reset") || message.endsWith("connection reset by peer");
        return asked && (answered || reset);
    }

    /** The HTTP status that the webhook answered with, or the one of the failure to ask it. */
    public int code() {
        return code;
    }

    /** False where the configuration alone was enough to know that it cannot work. */
    public boolean asked() {
        return asked;
    }
}
