package dev.jukung.schema;

import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is wrong with one field, with Kubernetes' texts and reasons (apimachinery's {@code field.Error}).
 *
 * @param value the offending value as it is shown; empty when it is not shown
 * @param detail what follows the value; may be empty
 */
public record FieldError(Type type, FieldPath path, Optional<Object> value, String detail) {
    /** The kinds of error: the {@code reason} of a status cause and the text that opens the message. */
    public enum Type {
        NOT_FOUND("FieldValueNotFound", "Not found"),
        REQUIRED("FieldValueRequired", "Required value"),
        DUPLICATE("FieldValueDuplicate", "Duplicate value"),
        INVALID("FieldValueInvalid", "Invalid value"),
        NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
        FORBIDDEN("FieldValueForbidden", "Forbidden"),
        TOO_LONG("FieldValueTooLong", "Too long"),
        TOO_SHORT("FieldValueTooShort", "Too short"),
        TOO_MANY("FieldValueTooMany", "Too many"),
        TOO_FEW("FieldValueTooFew", "Too few"),
        INTERNAL("InternalError", "Internal error"),
        TYPE_INVALID("FieldValueTypeInvalid", "Invalid value");

        private final String reason;
        private final String text;

        Type(String reason, String text) {
            this.reason = reason;
            this.text = text;
        }

        /** The {@code reason} of a status cause. */
        public String reason() {
            return reason;
        }

        public String text() {
            return text;
        }
    }

    public static FieldError required(FieldPath path, String detail) {
        return hidden(Type.REQUIRED, path, detail);
    }

    public static FieldError forbidden(FieldPath path, String detail) {
        return hidden(Type.FORBIDDEN, path, detail);
    }

    public static FieldError internal(FieldPath path, String detail) {
        return hidden(Type.INTERNAL, path, detail);
    }

    public static FieldError invalid(FieldPath path, Object value, String detail) {
        return shown(Type.INVALID, path, value, detail);
    }

    public static FieldError typeInvalid(FieldPath path, Object value, String detail) {
        return shown(Type.TYPE_INVALID, path, value, detail);
    }

    public static FieldError duplicate(FieldPath path, Object value) {
        return shown(Type.DUPLICATE, path, value, "");
    }

    public static FieldError notFound(FieldPath path, Object value) {
        return shown(Type.NOT_FOUND, path, value, "");
    }

    /** Kubernetes lists the supported values in the order given; most of its callers sort them. */
    public static FieldError notSupported(FieldPath path, Object value, List<String> supported) {
        String detail = supported.isEmpty()
                ? ""
                : supported.stream().map(GoText::quote).collect(Collectors.joining(", ", "supported values: ", ""));
        return shown(Type.NOT_SUPPORTED, path, value, detail);
    }

    /** A text of more bytes than {@code maxBytes}. */
    public static FieldError tooLong(FieldPath path, long maxBytes) {
        return hidden(Type.TOO_LONG, path, "may not be more than " + GoText.count(maxBytes, "byte"));
    }

    public static FieldError tooShort(FieldPath path, long minCharacters) {
        return hidden(Type.TOO_SHORT, path, "must be at least " + GoText.count(minCharacters, "character"));
    }

    public static FieldError tooMany(FieldPath path, long actual, long max) {
        return shown(Type.TOO_MANY, path, actual, "must have at most " + GoText.count(max, "item"));
    }

    public static FieldError tooFew(FieldPath path, long actual, long min) {
        return shown(Type.TOO_FEW, path, actual, "must have at least " + GoText.count(min, "item"));
    }

    private static FieldError hidden(Type type, FieldPath path, String detail) {
        return new FieldError(type, path, Optional.empty(), detail);
    }

    private static FieldError shown(Type type, FieldPath path, Object value, String detail) {
        return new FieldError(type, path, Optional.of(value), detail);
    }

    /** The message without the field: {@code Invalid value: "x": must be …}. */
    public String body() {
        StringBuilder body = new StringBuilder(type.text());
        value.ifPresent(v -> body.append(": ").append(GoText.shown(v)));
        if (!detail.isEmpty()) {
            body.append(": ").append(detail);
        }
        return body.toString();
    }

    /** The whole message: {@code spec.replicas: Invalid value: -1: must be …}. */
    public String message() {
        return path + ": " + body();
    }

    /** The entry of a Status' {@code details.causes}. */
    public ObjectValue cause() {
        return ObjectValue.of("reason", type.reason(), "message", body(), "field", path.toString());
    }

    @Override
    public String toString() {
        return message();
    }
}
