package dev.jukung.value;

/** How a text is written in YAML: plain, quoted once or twice, or as a literal block. Rules are libyaml's. */
final class YamlText {
    private static final int WIDTH = 80;

    private enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        LITERAL
    }

    private final String text;
    private final YamlOutput out;
    private final int indent;
    private final boolean key;

    private YamlText(String text, YamlOutput out, int indent, boolean key) {
        this.text = text;
        this.out = out;
        this.indent = indent;
        this.key = key;
    }

    /** Writes a text whose further lines start at {@code indent}; a simple key is kept in one line. */
    static void write(String text, YamlOutput out, int indent, boolean key) {
        YamlText writer = new YamlText(text, out, indent, key);
        switch (writer.style()) {
            case PLAIN -> writer.plain();
            case SINGLE_QUOTED -> writer.singleQuoted();
            case DOUBLE_QUOTED -> writer.doubleQuoted();
            case LITERAL -> writer.literal();
        }
    }

    private Style style() {
        YamlTextTraits traits = YamlTextTraits.of(text);
        if (text.indexOf('\n') >= 0) {
            return traits.literalAllowed() && !key ? Style.LITERAL : Style.DOUBLE_QUOTED;
        }
        if (!YamlScalars.isPlainText(text)) {
            return Style.DOUBLE_QUOTED;
        }
        if (traits.plainAllowed()) {
            return Style.PLAIN;
        }
        return traits.singleQuotedAllowed() ? Style.SINGLE_QUOTED : Style.DOUBLE_QUOTED;
    }

    private void plain() {
        out.space();
        boolean spaces = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c == ' ' && foldsAt(spaces) && !isSpace(i + 1)) {
                out.indent(indent);
            } else {
                out.put(c);
            }
            spaces = c == ' ';
            if (!spaces) {
                out.text();
            }
            i += Character.charCount(c);
        }
        out.endScalar();
    }

    private void singleQuoted() {
        out.indicator("'", true);
        boolean spaces = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c == ' ' && foldsAt(spaces) && inside(i) && !isSpace(i + 1)) {
                out.indent(indent);
            } else {
                out.put(c == '\'' ? "''" : Character.toString(c));
            }
            spaces = c == ' ';
            if (!spaces) {
                out.text();
            }
            i += Character.charCount(c);
        }
        out.indicator("'", false);
        out.endScalar();
    }

    private void doubleQuoted() {
        out.indicator("\"", true);
        boolean spaces = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c == ' ') {
                if (foldsAt(spaces) && inside(i)) {
                    out.indent(indent);
                    if (isSpace(i + 1)) {
                        out.put('\\');
                    }
                } else {
                    out.put(c);
                }
            } else if (!isPrintable(c) || isBreak(c) || c == '"' || c == '\\') {
                out.put(escape(c));
                out.text();
            } else {
                out.put(c);
                out.text();
            }
            spaces = c == ' ';
            i += Character.charCount(c);
        }
        out.indicator("\"", false);
        out.endScalar();
    }

    private void literal() {
        out.indicator("|", true);
        if (text.charAt(0) == ' ' || text.charAt(0) == '\n') {
            out.indicator("2", false);
        }
        out.indicator(chomping(), false);
        out.lineBreak();
        out.startBlock();
        boolean breaks = true;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c == '\n') {
                out.lineBreak();
                out.startLine();
                breaks = true;
            } else {
                if (breaks) {
                    out.indent(indent);
                }
                out.put(c);
                out.text();
                breaks = false;
            }
            i += Character.charCount(c);
        }
    }

    /** What says how many line breaks the text ends with: none, one, or more. */
    private String chomping() {
        int last = text.length() - 1;
        if (text.charAt(last) != '\n') {
            return "-";
        }
        return last == 0 || text.charAt(last - 1) == '\n' ? "+" : "";
    }

    private boolean foldsAt(boolean afterSpace) {
        return !key && !afterSpace && out.column() > WIDTH;
    }

    private boolean inside(int i) {
        return i > 0 && i < text.length() - 1;
    }

    private boolean isSpace(int i) {
        return i < text.length() && text.charAt(i) == ' ';
    }

    static boolean isBreak(int c) {
        return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    static boolean isPrintable(int c) {
        return c == '\n'
                || (c >= ' ' && c <= '~')
                || (c >= 0xa0 && c < 0xd800)
                || (c >= 0xe000 && c < 0xfffe && c != 0xfeff);
    }

    private static String escape(int c) {
        int known = "\0\u0007\b\t\n\u000b\f\r\u001b\"\\\u0085\u00a0\u2028\u2029".indexOf(c);
        if (known >= 0) {
            return "\\" + "0abtnvfre\"\\N_LP".charAt(known);
        }
        return c <= 0xff ? "\\x%02X".formatted(c) : c <= 0xffff ? "\\u%04X".formatted(c) : "\\U%08X".formatted(c);
    }
}
