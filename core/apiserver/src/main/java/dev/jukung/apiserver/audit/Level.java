package dev.jukung.apiserver.audit;

/** How much of a request is recorded; each level includes the ones before it. */
public enum Level {
    NONE("None"),
    METADATA("Metadata"),
    REQUEST("Request"),
    REQUEST_RESPONSE("RequestResponse");

    private final String text;

    Level(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    boolean includes(Level other) {
        return compareTo(other) >= 0;
    }
}
