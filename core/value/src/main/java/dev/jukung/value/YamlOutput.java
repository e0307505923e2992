package dev.jukung.value;

/** YAML text while it grows, with what decides about spaces and line breaks. Confined to one thread. */
final class YamlOutput {
    private static final String SPACES = " ".repeat(64);

    private final StringBuilder text = new StringBuilder(512);
    private int column;
    private boolean afterSpace = true;
    private boolean atIndentation = true;

    /** Where the next character goes, counted in characters from 0. */
    int column() {
        return column;
    }

    /** Whether nothing but indentation and dashes stands in this line so far. */
    boolean atIndentation() {
        return atIndentation;
    }

    /** Goes to this column, in a new line unless there is nothing yet in this one. */
    void indent(int indent) {
        if (!atIndentation || column > indent || (column == indent && !afterSpace)) {
            lineBreak();
        }
        while (column < indent) {
            int width = Math.min(indent - column, SPACES.length());
            text.append(SPACES, 0, width);
            column += width;
        }
        afterSpace = true;
        atIndentation = true;
    }

    /** A mark that is no part of indentation. */
    void indicator(String mark, boolean needsSpace) {
        structure(mark, needsSpace);
        atIndentation = false;
    }

    /** A dash, question mark or colon after which a nested block may begin in the same line. */
    void structure(String mark) {
        structure(mark, true);
    }

    private void structure(String mark, boolean needsSpace) {
        if (needsSpace) {
            space();
        }
        text.append(mark);
        column += mark.length();
        afterSpace = false;
    }

    /** A space, unless there is one. */
    void space() {
        if (!afterSpace) {
            put(' ');
        }
    }

    /** A scalar without any quoting. */
    void plain(String scalar) {
        space();
        text.append(scalar);
        column += scalar.codePointCount(0, scalar.length());
        endScalar();
    }

    void put(int character) {
        text.appendCodePoint(character);
        column++;
    }

    void put(String characters) {
        text.append(characters);
        column += characters.length();
    }

    void lineBreak() {
        text.append('\n');
        column = 0;
    }

    /** After a line break inside a scalar. */
    void startLine() {
        atIndentation = true;
    }

    void startBlock() {
        atIndentation = true;
        afterSpace = true;
    }

    void text() {
        atIndentation = false;
    }

    void endScalar() {
        afterSpace = false;
        atIndentation = false;
    }

    void endLine() {
        if (column > 0) {
            lineBreak();
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
