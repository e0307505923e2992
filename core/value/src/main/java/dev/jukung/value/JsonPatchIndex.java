package dev.jukung.value;

/** Indexes of lists in a JSON patch, as Go reads them: an optional sign and digits; a negative one counts from the end. */
final class JsonPatchIndex {
    /** Why an operation cannot be done; the operation adds its own context. */
    static final class Refused extends Exception {
        Refused(String message) {
            super(message, null, false, false);
        }
    }

    private JsonPatchIndex() {}

    /** Where in a list of this size the token points. */
    static int of(String token, int size) throws Refused {
        return position(number(token), size);
    }

    static int position(long index, int size) throws Refused {
        if (index >= size || index < -size) {
            throw new Refused("Unable to access invalid index: " + index + ": invalid index referenced");
        }
        return (int) (index < 0 ? index + size : index);
    }

    /** What Go's strconv.Atoi takes. */
    static long number(String token) throws Refused {
        int start = token.startsWith("-") || token.startsWith("+") ? 1 : 0;
        boolean digits = token.length() > start;
        for (int i = start; i < token.length(); i++) {
            digits &= token.charAt(i) >= '0' && token.charAt(i) <= '9';
        }
        if (!digits) {
            throw new Refused("strconv.Atoi: parsing " + GoText.quoted(token) + ": invalid syntax");
        }
        try {
            return Long.parseLong(token);
        } catch (NumberFormatException _) {
            throw new Refused("strconv.Atoi: parsing " + GoText.quoted(token) + ": value out of range");
        }
    }
}
