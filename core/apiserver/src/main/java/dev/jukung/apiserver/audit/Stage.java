package dev.jukung.apiserver.audit;

/** When in the life of a request an event is recorded. */
public enum Stage {
    REQUEST_RECEIVED("RequestReceived"),
    /** Only of requests that last: the head of the answer is sent, its content is not. */
    RESPONSE_STARTED("ResponseStarted"),
    RESPONSE_COMPLETE("ResponseComplete"),
    PANIC("Panic");

    private final String text;

    Stage(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
