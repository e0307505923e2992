package dev.jukung.schema;

import dev.jukung.value.ObjectValue;

/**
 * Brings a parsed object into the form its schema gives it, as Kubernetes does by decoding it: fields in schema order
 * with interned keys, unknown fields removed and reported, nulls and empty optional lists gone, times and quantities
 * in their canonical form. What is already in that form is returned as it is, not copied.
 *
 * <p>A wrong type in a built-in kind throws {@link DecodingException}; in a custom resource it is left for
 * {@link Validator}. Thread-safe.
 */
public final class Decoder {
    private final Schema schema;

    public Decoder(Schema schema) {
        this.schema = schema;
    }

    public Decoded decode(ObjectValue tree) {
        return decode(tree, new Decoding(true));
    }

    /** {@link #decode} of what is no whole object but says what somebody wants, even where that is zero: an applied one. */
    public Decoded decodeKeepingZeros(ObjectValue tree) {
        return decode(tree, new Decoding(false));
    }

    private Decoded decode(ObjectValue tree, Decoding decoding) {
        ObjectValue result = decoding.root(schema, tree);
        return new Decoded(result, decoding.strictErrors());
    }
}
