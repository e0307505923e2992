package dev.jukung.value;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.ScannerException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The parser's errors in go-yaml's words: {@code yaml: line 3: mapping values are not allowed in this context}. */
final class YamlErrors {
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
        if (e instanceof ScannerException) {
            line += line == 0 ? 0 : 1;
        } else if (endsUnfinished(e.getProblemMark(), text)) {
            line++;
        }
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

    private static String problem(MarkedYamlEngineException e) {
        String problem = e.getProblem() == null ? "unknown problem parsing YAML content" : e.getProblem();
        String context = e.getContext() == null ? "" : e.getContext();
        if (problem.startsWith("expected <block end>")) {
            return context.contains("mapping") ? "did not find expected key" : "did not find expected '-' indicator";
        }
        if (problem.startsWith("found character ") && problem.contains("cannot start any token")) {
            return "found character that cannot start any token";
        }
        if (problem.startsWith("found unknown escape character")) {
            return "found unknown escape character";
        }
        if (problem.startsWith("found undefined tag handle")) {
            return "found undefined tag handle";
        }
        if (problem.startsWith("expected escape sequence of")) {
            return "did not find expected hexdecimal number";
        }
        if (problem.startsWith("expected ")) {
            return "did not find " + untilComma(problem);
        }
        return switch (problem) {
            case "mapping values are not allowed here",
                    "sequence entries are not allowed here",
                    "mapping keys are not allowed here" ->
                problem.replace("sequence", "block sequence").replace(" here", " in this context");
            case "found unexpected document separator" -> "found unexpected document indicator";
            default -> problem;
        };
    }

    private static String untilComma(String problem) {
        int comma = problem.lastIndexOf(", but ");
        return (comma < 0 ? problem : problem.substring(0, comma)).replace("'<document start>'", "<document start>");
    }
}
