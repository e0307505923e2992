package dev.jukung.value;

import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.ScannerException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The parser's errors in go-yaml's words: {@code yaml: line 3: mapping values are not allowed in this context}. */
final class YamlErrors {
    private static final String NO_NAME = "did not find expected alphabetic or numeric character";
    private static final String NO_COMMENT = "did not find expected comment or line break";

    /** How problems begin here, and what go-yaml says. */
    private static final Map<String, String> WORDING = Map.ofEntries(
            Map.entry("mapping values are not allowed here", "mapping values are not allowed in this context"),
            Map.entry("mapping keys are not allowed here", "mapping keys are not allowed in this context"),
            Map.entry(
                    "sequence entries are not allowed here", "block sequence entries are not allowed in this context"),
            Map.entry("found unexpected document separator", "found unexpected document indicator"),
            Map.entry("found character ", "found character that cannot start any token"),
            Map.entry("found unknown escape character", "found unknown escape character"),
            Map.entry("found undefined tag handle", "found undefined tag handle"),
            Map.entry("unexpected character found", NO_NAME),
            Map.entry("expected escape sequence of", "did not find expected hexdecimal number"),
            Map.entry("expected the node content", "did not find expected node content"),
            Map.entry("expected chomping or indentation indicators", NO_COMMENT),
            Map.entry("expected a comment or a line break", NO_COMMENT),
            Map.entry("expected URI", "did not find expected tag URI"));

    private YamlErrors() {}

    static ParseException parseException(YamlEngineException e, String text) {
        return switch (e) {
            case MarkedYamlEngineException marked ->
                new ParseException("yaml: " + line(marked, text) + problem(marked), e);
            case ReaderException _ -> new ParseException("yaml: control characters are not allowed", e);
            default -> new ParseException("yaml: " + e.getMessage(), e);
        };
    }

    /** The line where go-yaml sees the problem: it counts from 1 in the scanner and from 0 in the parser. */
    private static String line(MarkedYamlEngineException e, String text) {
        int line = lineOf(e.getProblemMark());
        boolean scanner = e instanceof ScannerException;
        line += scanner && line != 0 ? 1 : 0;
        boolean seenAfterwards = !scanner || String.valueOf(e.getProblem()).startsWith("could not find expected ':'");
        line += seenAfterwards && endsUnfinished(e.getProblemMark(), text) ? 1 : 0;
        if (line == 0) {
            line = lineOf(e.getContextMark());
        }
        return line == 0 ? "" : "line " + line + ": ";
    }

    /** go-yaml puts the end of a text that does not end with a line break into a line of its own. */
    private static boolean endsUnfinished(Optional<Mark> mark, String text) {
        return mark.isPresent()
                && mark.get().getColumn() > 0
                && mark.get().getIndex() >= text.codePointCount(0, text.length());
    }

    private static int lineOf(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0);
    }

    /** The name of an anchor; YAML 1.2 allows more characters in it than go-yaml. */
    static String checked(Anchor anchor, Event event) {
        String name = anchor.getValue();
        boolean allowed = name.chars()
                .allMatch(c -> (c >= '0' && c <= '9')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= 'a' && c <= 'z')
                        || c == '_'
                        || c == '-');
        if (!allowed) {
            int line = lineOf(event.getStartMark());
            throw new ParseException("yaml: " + (line == 0 ? "" : "line " + (line + 1) + ": ") + NO_NAME);
        }
        return name;
    }

    private static String problem(MarkedYamlEngineException e) {
        String problem = e.getProblem() == null ? "unknown problem parsing YAML content" : e.getProblem();
        String context = e.getContext() == null ? "" : e.getContext();
        if (problem.startsWith("expected <block end>")) {
            return context.contains("mapping") ? "did not find expected key" : "did not find expected '-' indicator";
        }
        return WORDING.entrySet().stream()
                .filter(entry -> problem.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> problem.startsWith("expected ") ? "did not find " + untilComma(problem) : problem);
    }

    private static String untilComma(String problem) {
        int comma = problem.lastIndexOf(", but ");
        return (comma < 0 ? problem : problem.substring(0, comma)).replace("'<document start>'", "<document start>");
    }
}
