package dev.jukung.value;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random values for property tests: mostly small, and rich in what JSON and YAML find hard. */
final class Trees {
    private static final List<String> HARD_TEXTS = List.of(
            "",
            "true",
            "yes",
            "on",
            "y",
            "null",
            "~",
            "1",
            "0x1F",
            "0o7",
            "017",
            "1e3",
            "12:30",
            "2020-01-02",
            "a: b",
            "2001-12-14T21:59:43Z",
            "- a",
            "-a",
            "# a",
            "a #b",
            "a#b",
            " a",
            "a ",
            "a\nb",
            "a\n",
            "a\n\n",
            "\na",
            "\n",
            " a\nb",
            "a \nb",
            "a\n b",
            "'",
            "it's",
            "\"",
            "\\",
            "<a>&b",
            "---",
            "--- a",
            "...",
            "{}",
            "[]",
            "!x",
            "&x",
            "*x",
            "?",
            "? a",
            "-",
            ":",
            "a:",
            ":a",
            "\t",
            "a\tb",
            "\r\n",
            "\u2028",
            "\u0085",
            "\u007f",
            "\ufeff",
            "\ufffd",
            "\ud83d\ude00",
            "\u0000",
            "\u001b",
            "<<",
            "=",
            "%x",
            "@x",
            "`x",
            "|",
            ">",
            ".5",
            ".inf",
            "1_000",
            "f:metadata",
            "k:{\"name\":\"x\"}",
            "app.kubernetes.io/name",
            "a,b",
            "[a",
            "a]",
            "{a",
            "a}",
            "é",
            "日本語");
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "a1", "a10", "a2", "A", "a/b", "a~b");
    private static final List<String> NUMBERS = List.of(
            "1.50",
            "1e3",
            "-0.0",
            "18446744073709551615",
            "1E-7",
            "0.1234567890123456789",
            "1e300",
            "-1.5e-300",
            "0.1",
            "123456789012345678901234567890",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808");

    private final Random random;
    private final boolean nulls;

    private Trees(Random random, boolean nulls) {
        this.random = random;
        this.nulls = nulls;
    }

    static Arbitrary<Object> values() {
        return Arbitraries.randomValue(random -> new Trees(random, true).value(3));
    }

    static Arbitrary<Object> valuesWithoutNulls() {
        return Arbitraries.randomValue(random -> new Trees(random, false).value(3));
    }

    static Arbitrary<ObjectValue> objects() {
        return Arbitraries.randomValue(random -> new Trees(random, true).object(3));
    }

    static Arbitrary<Object> containers() {
        return Arbitraries.randomValue(random -> {
            Trees trees = new Trees(random, true);
            return random.nextInt(4) == 0 ? trees.list(3) : trees.object(3);
        });
    }

    static Arbitrary<String> texts() {
        return Arbitraries.randomValue(random -> new Trees(random, true).text());
    }

    static Arbitrary<String> keys() {
        return Arbitraries.randomValue(random -> new Trees(random, true).key());
    }

    /** The value with every number as a float64, unless it is an integer of 64 bits. */
    static Object asYamlReads(Object value) {
        return switch (value) {
            case NumberValue number
            when number.text().equals("18446744073709551615") || number.text().equals("9223372036854775808") -> number;
            case NumberValue number -> Values.number(number.toDouble());
            case ListValue list ->
                ListValue.copyOf(list.stream().map(Trees::asYamlReads).toList());
            case ObjectValue object -> {
                ObjectValue.Builder builder = ObjectValue.builder();
                object.forEach((key, member) -> builder.set(key, asYamlReads(member)));
                yield builder.build();
            }
            default -> value;
        };
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth == 0 ? 8 : 16)) {
            case 0, 1 -> random.nextInt(-3, 100) + 0L;
            case 2 -> random.nextLong();
            case 3 -> Values.number(NUMBERS.get(random.nextInt(NUMBERS.size())));
            case 4 -> random.nextBoolean();
            case 5 ->
                nulls ? NullValue.NULL : Values.number(random.nextGaussian() * Math.pow(10, random.nextInt(-30, 30)));
            case 6, 7 -> text();
            case 8, 9, 10 -> list(depth);
            default -> object(depth);
        };
    }

    private ListValue list(int depth) {
        Object[] items = new Object[random.nextInt(5)];
        for (int i = 0; i < items.length; i++) {
            items[i] = value(depth - 1);
        }
        return ListValue.of(items);
    }

    private ObjectValue object(int depth) {
        int size = random.nextInt(20) == 0 ? random.nextInt(40) : random.nextInt(6);
        ObjectValue.Builder builder = ObjectValue.builder();
        for (int i = 0; i < size; i++) {
            builder.set(key(), value(depth - 1));
        }
        return builder.build();
    }

    private String key() {
        return random.nextInt(3) > 0 ? KEYS.get(random.nextInt(KEYS.size())) : text();
    }

    private String text() {
        return switch (random.nextInt(4)) {
            case 0 -> HARD_TEXTS.get(random.nextInt(HARD_TEXTS.size()));
            case 1 ->
                HARD_TEXTS.get(random.nextInt(HARD_TEXTS.size())) + HARD_TEXTS.get(random.nextInt(HARD_TEXTS.size()));
            case 2 -> ascii(random.nextInt(random.nextInt(4) == 0 ? 200 : 12));
            default -> anything(random.nextInt(8));
        };
    }

    private String ascii(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(random.nextInt(5) == 0 ? ' ' : (char) random.nextInt(' ', 0x7f));
        }
        return text.toString();
    }

    private String anything(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int c = random.nextInt(3) == 0 ? random.nextInt(Character.MAX_CODE_POINT + 1) : random.nextInt(0x300);
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                text.appendCodePoint(c);
            }
        }
        return text.toString();
    }
}
