package dev.jukung.value;

import java.math.BigDecimal;

/**
 * Writes a value in the form that go-yaml v2 and so kubectl prints: sorted keys, two spaces, lists not indented under
 * their key, text quoted only where it has to be, lines folded past 80 columns. Confined to one thread.
 */
final class YamlWriter {
    private static final int INDENT = 2;

    /** A longer key is written after a question mark, as a YAML reader must look ahead to find a plain key's colon. */
    private static final int LONGEST_SIMPLE_KEY_BYTES = 128;

    private final YamlOutput out = new YamlOutput();

    void document(Object value) {
        node(value, -INDENT, false);
        out.endLine();
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /** Writes a node whose parent stands at {@code indent}. */
    private void node(Object value, int indent, boolean inMapping) {
        switch (value) {
            case ObjectValue object when object.isEmpty() -> out.indicator("{}", true);
            case ObjectValue object -> mapping(object, indent + INDENT);
            case ListValue list when list.isEmpty() -> out.indicator("[]", true);
            case ListValue list -> sequence(list, inMapping && !out.atIndentation() ? indent : indent + INDENT);
            case String text -> YamlText.write(text, out, indent < 0 ? INDENT : indent + INDENT, false);
            case NumberValue number -> out.plain(number(number));
            case Long number -> out.plain(number.toString());
            case Boolean flag -> out.plain(flag.toString());
            case NullValue _ -> out.plain("null");
            default -> throw new IllegalArgumentException("not a value: " + value.getClass());
        }
    }

    private void mapping(ObjectValue object, int indent) {
        for (String key : YamlKeyOrder.sorted(object)) {
            out.indent(indent);
            if (isSimple(key)) {
                YamlText.write(key, out, indent + INDENT, true);
                out.indicator(":", false);
            } else {
                out.structure("?");
                YamlText.write(key, out, indent + INDENT, false);
                out.indent(indent);
                out.structure(":");
            }
            node(object.valueAt(object.indexOf(key)), indent, true);
        }
    }

    private static boolean isSimple(String key) {
        return key.length() <= LONGEST_SIMPLE_KEY_BYTES
                && GoText.utf8Length(key) <= LONGEST_SIMPLE_KEY_BYTES
                && key.chars().noneMatch(YamlText::isBreak);
    }

    private void sequence(ListValue list, int indent) {
        for (Object item : list) {
            out.indent(indent);
            out.structure("-");
            node(item, indent, false);
        }
    }

    /** An integer of 64 bits as it is, anything else as a float64 prints, unless that would lose digits. */
    private static String number(NumberValue number) {
        BigDecimal exact = number.toDecimal();
        boolean integer = number.text().chars().allMatch(c -> c >= '0' && c <= '9');
        boolean lossless = exact.compareTo(new BigDecimal(Double.toString(number.toDouble()))) == 0;
        if (!lossless || (integer && GoText.fitsUnsigned64(exact.toBigInteger()))) {
            return number.text();
        }
        return GoText.general(number.toDouble());
    }
}
