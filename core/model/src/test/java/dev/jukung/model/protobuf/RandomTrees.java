package dev.jukung.model.protobuf;

import dev.jukung.value.ListValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random trees as the server stores them: what counts as absent is absent. */
final class RandomTrees {
    private static final int DEEPEST = 4;
    private static final String[] TEXTS = {"a", "web-0", "naïve", "日本", "𝄞", "x".repeat(200)};

    private final Random random;

    RandomTrees(Random random) {
        this.random = random;
    }

    ObjectValue object(WireMessage message) {
        return object(message, 0);
    }

    private ObjectValue object(WireMessage message, int depth) {
        ObjectValue.Builder builder = ObjectValue.builder();
        for (WireField field : message.fields()) {
            if (field.inline()) {
                object(field.target(), depth).forEach(builder::set);
            } else if (field.shown() || (depth < DEEPEST && random.nextInt(3) > 0)) {
                Object value = value(field, depth);
                if (field.optional() || field.shown() || !isEmpty(value)) {
                    builder.set(field.name(), value);
                }
            } else if (field.alwaysWritten() && field.form() == WireForm.MESSAGE) {
                ObjectValue value = object(field.target(), DEEPEST); // a struct is never absent
                if (!value.isEmpty()) {
                    builder.set(field.name(), value);
                }
            }
        }
        return builder.build();
    }

    private static boolean isEmpty(Object value) {
        return switch (value) {
            case String text -> text.isEmpty();
            case Long number -> number == 0;
            case Boolean flag -> !flag;
            case ObjectValue object -> object.isEmpty();
            case ListValue list -> list.isEmpty();
            default -> false;
        };
    }

    private Object value(WireField field, int depth) {
        return switch (field.shape()) {
            case ONE -> one(field, depth);
            case LIST -> {
                List<Object> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(one(field, depth + 1));
                }
                yield ListValue.copyOf(items);
            }
            case MAP -> {
                ObjectValue.Builder map = ObjectValue.builder();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.set(text() + i, one(field, depth + 1));
                }
                yield map.build();
            }
        };
    }

    private Object one(WireField field, int depth) {
        return switch (field.form()) {
            case STRING -> field.optional() && random.nextInt(4) == 0 ? "" : text();
            case BYTES -> "AAH/";
            case BOOL -> random.nextBoolean();
            case INT32 -> (long) random.nextInt();
            case INT64 -> random.nextInt(5) == 0 ? 0 : random.nextLong();
            case DOUBLE -> random.nextBoolean() ? (Object) 3L : NumberValue.of(random.nextDouble() + 0.25);
            case MESSAGE -> object(field.target(), depth + 1);
            case TIME -> "20%02d-0%d-1%dT0%d:30:59Z".formatted(random.nextInt(100), 1 + digit(8), digit(9), digit(9));
            case MICRO_TIME -> "2026-01-02T03:04:0%d.12345%dZ".formatted(digit(9), digit(9));
            case QUANTITY -> random.nextBoolean() ? "250m" : "1Gi";
            case INT_OR_STRING -> random.nextBoolean() ? (Object) (long) (1 + digit(8)) : "25%";
            case RAW -> ObjectValue.of("a", ListValue.of(1, "x", random.nextBoolean()));
            case TEXTS -> ListValue.of(text(), "");
            case SCHEMA_OR_LIST -> random.nextBoolean() ? schema(field, depth) : ListValue.of(schema(field, depth));
            case SCHEMA_OR_BOOL -> random.nextBoolean() ? schema(field, depth) : (Object) random.nextBoolean();
            case SCHEMA_OR_TEXTS -> random.nextBoolean() ? schema(field, depth) : ListValue.of(text());
        };
    }

    private ObjectValue schema(WireField field, int depth) {
        return object(field.target(), Math.max(depth + 1, DEEPEST - 1));
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private int digit(int highest) {
        return random.nextInt(highest + 1);
    }
}
