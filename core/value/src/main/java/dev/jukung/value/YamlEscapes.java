package dev.jukung.value;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.ScannerException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The escapes for line breaks that our parser lacks ({@code \N}, {@code \L}, {@code \P}) but kubectl writes. Where the
 * parser stops at one, the rest of that quoted scalar is rewritten with escapes that it knows.
 */
final class YamlEscapes {
    /** So many scalars of a text are rewritten: each one costs reading the text once more. */
    static final int MAX_REWRITTEN_SCALARS = 64;

    private YamlEscapes() {}

    /** The text with the scalar rewritten in which the parser stopped, or empty if that was for another reason. */
    static Optional<String> rewritten(String text, YamlEngineException e) {
        if (!(e instanceof ScannerException scanner)
                || !String.valueOf(scanner.getProblem()).contains("escape")) {
            return Optional.empty();
        }
        int stopped = scanner.getProblemMark().map(Mark::getIndex).orElse(0);
        int from = text.offsetByCodePoints(0, Math.min(stopped, text.codePointCount(0, text.length()))) - 1;
        if (from < 0 || text.charAt(from) != '\\' || known(text, from).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(rewritten(text, from));
    }

    private static String rewritten(String text, int from) {
        StringBuilder out = new StringBuilder(text.length() + 32).append(text, 0, from);
        int i = from;
        while (i < text.length() && text.charAt(i) != '"') {
            boolean escape = text.charAt(i) == '\\' && i + 1 < text.length();
            int end = i + (escape ? 2 : 1);
            Optional<String> known = escape ? known(text, i) : Optional.empty();
            out.append(known.orElse(text.substring(i, end)));
            i = end;
        }
        return out.append(text, i, text.length()).toString();
    }

    private static Optional<String> known(String text, int at) {
        return switch (at + 1 < text.length() ? text.charAt(at + 1) : ' ') {
            case 'N' -> Optional.of("\\x85");
            case 'L' -> Optional.of("\\u2028");
            case 'P' -> Optional.of("\\u2029");
            case '_' -> Optional.of("\\xa0");
            default -> Optional.empty();
        };
    }
}
