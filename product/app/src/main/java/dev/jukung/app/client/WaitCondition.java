package dev.jukung.app.client;

import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.value.JsonPath;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/** What {@code wait --for} waits for. */
sealed interface WaitCondition {
    record Created() implements WaitCondition {
        @Override
        public boolean holds(Optional<ObjectValue> object) {
            return object.isPresent();
        }
    }

    record Deleted() implements WaitCondition {
        @Override
        public boolean holds(Optional<ObjectValue> object) {
            return object.isEmpty();
        }
    }

    /** A condition that is about an older generation of the object does not count. */
    record Condition(String type, String status) implements WaitCondition {
        @Override
        public boolean holds(Optional<ObjectValue> object) {
            return object.isPresent()
                    && object.get().object("status").list("conditions").objects().stream()
                            .filter(condition -> condition.text("type", "").equalsIgnoreCase(type))
                            .anyMatch(condition -> isOf(object.get(), condition));
        }

        private boolean isOf(ObjectValue object, ObjectValue condition) {
            long generation = object.object("metadata").integer("generation", 0);
            long observed = condition.integer(
                    "observedGeneration", object.object("status").integer("observedGeneration", generation));
            return observed >= generation && condition.text("status", "").equalsIgnoreCase(status);
        }
    }

    /** @param value empty means any */
    record AtPath(JsonPath path, Optional<String> value) implements WaitCondition {
        @Override
        public boolean holds(Optional<ObjectValue> object) {
            if (object.isEmpty()) {
                return false;
            }
            List<Object> found = path.find(object.get());
            return value.isEmpty()
                    ? !found.isEmpty()
                    : found.size() == 1
                            && JsonPathTemplate.text(found.getFirst()).equals(value.get());
        }
    }

    /** @param object empty when there is none */
    boolean holds(Optional<ObjectValue> object);

    static WaitCondition parse(String text) {
        if (text.equals("create")) {
            return new Created();
        }
        if (text.equals("delete")) {
            return new Deleted();
        }
        if (text.startsWith("condition=")) {
            String[] parts = text.substring("condition=".length()).split("=", 2);
            return new Condition(parts[0], parts.length == 2 ? parts[1] : "true");
        }
        if (text.startsWith("jsonpath=")) {
            return atPath(text.substring("jsonpath=".length()));
        }
        throw new CommandException(ExitCode.USAGE, "unrecognized condition: \"" + text + "\"");
    }

    private static AtPath atPath(String expression) {
        String path = expression;
        Optional<String> value = Optional.empty();
        int end = expression.lastIndexOf('}');
        int equals = end < 0 ? expression.indexOf('=') : expression.indexOf('=', end);
        if (equals >= 0) {
            path = expression.substring(0, equals);
            value = Optional.of(unquoted(expression.substring(equals + 1)));
        }
        if (path.startsWith("{") && path.endsWith("}")) {
            path = path.substring(1, path.length() - 1);
        }
        return new AtPath(JsonPathTemplate.path(path), value);
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1
                && (text.charAt(0) == '\'' || text.charAt(0) == '"')
                && text.charAt(text.length() - 1) == text.charAt(0);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
