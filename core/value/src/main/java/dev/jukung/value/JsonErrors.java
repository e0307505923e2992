package dev.jukung.value;

/** What is wrong with a JSON text, in the words of Go's encoding/json. */
final class JsonErrors {
    private JsonErrors() {}

    static ParseException unexpectedEnd() {
        return new ParseException("unexpected end of JSON input");
    }

    /** A byte that must not stand there. Like Go, it is shown as if it were Latin-1. */
    static ParseException unexpected(int b, String context) {
        String character =
                switch (b) {
                    case '\'' -> "'\\''";
                    case '"' -> "'\"'";
                    default -> {
                        String quoted = GoText.quoted(Character.toString(b));
                        yield "'" + quoted.substring(1, quoted.length() - 1) + "'";
                    }
                };
        return new ParseException("invalid character " + character + " " + context);
    }

    static ParseException tooDeep() {
        return new ParseException("exceeded max depth");
    }

    static ParseException tooLarge(int bytes, int limit) {
        return new ParseException("JSON text of " + bytes + " bytes exceeds the limit of " + limit);
    }

    static ParseException outOfRange(String number) {
        return new ParseException("json: cannot unmarshal number " + number + " into Go value of type float64");
    }
}
