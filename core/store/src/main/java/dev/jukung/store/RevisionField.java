package dev.jukung.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * The place of an object's own revision in its JSON: the text at {@code metadata.resourceVersion}. It looks at the bytes up
 * to there and builds nothing. What is not an object with metadata is left as it is. Confined to one thread.
 */
final class RevisionField {
    private static final byte[] METADATA = "\"metadata\"".getBytes(UTF_8);
    private static final byte[] FIELD = "\"resourceVersion\"".getBytes(UTF_8);

    private final byte[] json;
    private int at;

    private RevisionField(byte[] json) {
        this.json = json;
    }

    /** The JSON with {@code revision} at that place, whatever was there before; also when the field was missing. */
    static byte[] set(byte[] json, Revision revision) {
        return set(json, revision.toString());
    }

    /** The JSON with the empty text at that place, where there is one. */
    static byte[] clear(byte[] json) {
        RevisionField field = new RevisionField(json);
        return field.metadata() && field.member(FIELD) && field.isAt('"') ? field.replaced("") : json;
    }

    private static byte[] set(byte[] json, String revision) {
        RevisionField field = new RevisionField(json);
        if (!field.metadata()) {
            return json;
        }
        int start = field.at + 1;
        if (field.member(FIELD) && field.isAt('"')) {
            return field.replaced(revision);
        }
        field.at = start;
        boolean empty = field.isAt('}');
        return field.inserted(start, "\"resourceVersion\":\"" + revision + "\"" + (empty ? "" : ","));
    }

    private boolean metadata() {
        return isAt('{') && member(METADATA) && isAt('{');
    }

    /** Replaces the text that begins here. */
    private byte[] replaced(String text) {
        int start = at + 1;
        skipText();
        byte[] rest = Arrays.copyOfRange(json, at - 1, json.length);
        byte[] head = Arrays.copyOf(json, start);
        return join(head, text.getBytes(US_ASCII), rest);
    }

    private byte[] inserted(int place, String text) {
        return join(Arrays.copyOf(json, place), text.getBytes(US_ASCII), Arrays.copyOfRange(json, place, json.length));
    }

    private static byte[] join(byte[] head, byte[] middle, byte[] rest) {
        byte[] all = Arrays.copyOf(head, head.length + middle.length + rest.length);
        System.arraycopy(middle, 0, all, head.length, middle.length);
        System.arraycopy(rest, 0, all, head.length + middle.length, rest.length);
        return all;
    }

    /** Whether the next thing begins with {@code symbol}; then it is where {@link #at} is. */
    private boolean isAt(char symbol) {
        while (at < json.length && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
        return at < json.length && json[at] == symbol;
    }

    /** Goes to the value of a member of the object that begins here; false when it has none of that name. */
    private boolean member(byte[] name) {
        at++;
        while (isAt('"')) {
            int start = at;
            skipText();
            boolean found = Arrays.equals(json, start, at, name, 0, name.length);
            if (!isAt(':')) {
                return false;
            }
            at++;
            if (found) {
                return true;
            }
            skipValue();
            if (!isAt(',')) {
                return false;
            }
            at++;
        }
        return false;
    }

    private void skipText() {
        at++;
        while (at < json.length && json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        at = Math.min(json.length, at + 1);
    }

    private void skipValue() {
        int depth = 0;
        while (at < json.length) {
            switch (json[at]) {
                case '"' -> {
                    skipText();
                    if (depth == 0) {
                        return;
                    }
                }
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    if (depth == 0) {
                        return; // the end of the object around it
                    }
                    depth--;
                    at++;
                    if (depth == 0) {
                        return;
                    }
                }
                case ',' -> {
                    if (depth == 0) {
                        return;
                    }
                    at++;
                }
                default -> at++;
            }
        }
    }
}
