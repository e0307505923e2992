package dev.jukung.bench.load;

/**
 * One request and the status it has to be answered with.
 *
 * @param target path and query
 * @param contentType empty when there is no body
 */
public record Exchange(String method, String target, String contentType, byte[] body, int expected) {
    private static final byte[] NONE = {};

    public static Exchange get(String target) {
        return new Exchange("GET", target, "", NONE, 200);
    }

    public static Exchange delete(String target) {
        return new Exchange("DELETE", target, "", NONE, 200);
    }

    @Override
    public String toString() {
        return method + " " + target;
    }
}
