package dev.jukung.model.protobuf;

import org.jspecify.annotations.Nullable;

/**
 * One field of a message.
 *
 * @param name in JSON
 * @param message for {@link WireForm#MESSAGE} and the forms of CRD schemas: what it refers to
 * @param inline whether its own fields stand in the JSON object of its owner
 * @param optional a pointer in Go: what is absent is not written, and zero is a value
 * @param shown whether JSON shows its zero
 */
record WireField(
        int number,
        String name,
        WireForm form,
        @Nullable WireMessage message,
        Shape shape,
        boolean inline,
        boolean optional,
        boolean shown) {
    enum Shape {
        ONE,
        LIST,
        MAP
    }

    /** The message that a field of form {@link WireForm#MESSAGE} has. */
    WireMessage target() {
        WireMessage known = message;
        if (known == null) {
            throw new IllegalStateException(name + " is no message");
        }
        return known;
    }

    /** Whether Go writes the field when it is not set. */
    boolean alwaysWritten() {
        return shape == Shape.ONE && !optional && form != WireForm.BYTES && form != WireForm.TEXTS;
    }
}
