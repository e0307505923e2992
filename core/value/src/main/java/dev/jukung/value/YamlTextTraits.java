package dev.jukung.value;

/** What a text contains that forbids some of YAML's styles; the rules are those of libyaml outside flow collections. */
record YamlTextTraits(boolean plainAllowed, boolean singleQuotedAllowed, boolean literalAllowed) {
    static YamlTextTraits of(String text) {
        boolean indicators = text.startsWith("---") || text.startsWith("...");
        boolean multiline = false;
        boolean special = false;
        boolean spaceAfterBreak = false;
        boolean breakAfterSpace = false;
        int previous = '\n'; // as if after white space
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            indicators |= isIndicator(c, i == 0, previous, next == text.length() || isBlank(text.charAt(next)));
            // YAML 1.1 and 1.2 disagree whether these break a line, so they are always escaped.
            special |= !YamlText.isPrintable(c) || (YamlText.isBreak(c) && c != '\n');
            if (c == '\n') {
                multiline = true;
                breakAfterSpace |= i > 0 && previous == ' ';
            } else if (c == ' ') {
                spaceAfterBreak |= i > 0 && previous == '\n';
            }
            previous = c;
            i = next;
        }
        boolean outerSpace = text.startsWith(" ") || text.endsWith(" ");
        boolean quotable = !spaceAfterBreak && !breakAfterSpace && !special;
        return new YamlTextTraits(
                quotable && !indicators && !multiline && !outerSpace,
                quotable,
                !text.endsWith(" ") && !breakAfterSpace && !special);
    }

    private static boolean isIndicator(int c, boolean first, int previous, boolean blankFollows) {
        if (first) {
            return "#,[]{}&*!|>'\"%@`".indexOf(c) >= 0 || ("?:-".indexOf(c) >= 0 && blankFollows);
        }
        return (c == ':' && blankFollows) || (c == '#' && (isBlank(previous) || previous == '\n'));
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }
}
