package dev.jukung.value;

import dev.jukung.value.JsonPath.Operand;
import dev.jukung.value.JsonPath.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the inside of a pair of braces: {@code .items[?(@.kind=="Pod")].metadata.name}. Confined to one thread. */
final class JsonPathParser {
    private static final Pattern FILTER = Pattern.compile("(.*?)\\s*(==|!=|<=|>=|<|>)\\s*(.*)");
    private static final Pattern SLICE = Pattern.compile("(-?\\d*):(-?\\d*)(?::(\\d+))?");
    private static final Pattern INDEXES = Pattern.compile("-?\\d+(\\s*,\\s*-?\\d+)*");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    private final String text;
    private int at;

    private JsonPathParser(String text) {
        this.text = text;
    }

    static JsonPath parse(String text) {
        return new JsonPathParser(text.strip()).path();
    }

    private JsonPath path() {
        List<Step> steps = new ArrayList<>();
        if (at < text.length() && (text.charAt(at) == '$' || text.charAt(at) == '@')) {
            at++; // where the path starts anyway
        }
        while (at < text.length()) {
            char next = text.charAt(at);
            if (text.startsWith("..", at)) {
                steps.add(new Step.Descendants());
                at += text.startsWith("[", at + 2) ? 2 : 1;
            } else if (next == '.') {
                at++;
                dotted(steps);
            } else if (next == '[') {
                steps.add(bracket(inBrackets()));
            } else if (steps.isEmpty()) {
                dotted(steps);
            } else {
                throw bad("unexpected '" + next + "'");
            }
        }
        return new JsonPath(List.copyOf(steps));
    }

    private void dotted(List<Step> steps) {
        if (text.startsWith("*", at)) {
            at++;
            steps.add(new Step.All());
            return;
        }
        StringBuilder name = new StringBuilder();
        while (at < text.length() && ".[".indexOf(text.charAt(at)) < 0) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++; // a dot that belongs to the name
            }
            name.append(text.charAt(at++));
        }
        if (!name.isEmpty()) {
            steps.add(new Step.Field(name.toString()));
        }
    }

    /** The text up to the closing bracket, which may stand inside of quotes or of an inner pair. */
    private String inBrackets() {
        int start = ++at;
        int depth = 1;
        char quote = 0;
        for (; at < text.length(); at++) {
            char next = text.charAt(at);
            if (quote != 0) {
                quote = next == quote ? 0 : quote;
            } else if (next == '\'' || next == '"') {
                quote = next;
            } else if (next == '[') {
                depth++;
            } else if (next == ']' && --depth == 0) {
                return text.substring(start, at++).strip();
            }
        }
        throw bad("unterminated array");
    }

    private Step bracket(String inside) {
        if (inside.equals("*")) {
            return new Step.All();
        }
        if (inside.startsWith("?(") && inside.endsWith(")")) {
            return filter(inside.substring(2, inside.length() - 1).strip());
        }
        if (INDEXES.matcher(inside).matches()) {
            return new Step.Indexes(Arrays.stream(inside.split(","))
                    .map(index -> Integer.valueOf(index.strip()))
                    .toList());
        }
        Matcher slice = SLICE.matcher(inside);
        if (slice.matches()) {
            int by = slice.group(3) == null ? 1 : Integer.parseInt(slice.group(3));
            if (by == 0) {
                throw bad("step must be > 0");
            }
            return new Step.Slice(number(slice.group(1)), number(slice.group(2)), by);
        }
        List<String> names = new ArrayList<>();
        for (String name : inside.split(",")) {
            names.add(unquoted(name.strip()).orElseThrow(() -> bad("invalid array index " + inside)));
        }
        return new Step.Fields(List.copyOf(names));
    }

    private static Optional<Integer> number(String digits) {
        return digits.isEmpty() ? Optional.empty() : Optional.of(Integer.valueOf(digits));
    }

    private Step filter(String condition) {
        Matcher comparison = FILTER.matcher(condition);
        return comparison.matches()
                ? new Step.Filter(operand(comparison.group(1)), comparison.group(2), operand(comparison.group(3)))
                : new Step.Filter(operand(condition), "", new Operand.Literal(""));
    }

    private Operand operand(String operand) {
        Optional<String> quoted = unquoted(operand);
        if (quoted.isPresent()) {
            return new Operand.Literal(quoted.get());
        }
        if (NUMBER.matcher(operand).matches()) {
            return new Operand.Literal(Values.number(operand));
        }
        if (operand.equals("true") || operand.equals("false")) {
            return new Operand.Literal(Boolean.valueOf(operand));
        }
        if (operand.startsWith("@") || operand.startsWith("$")) {
            return new Operand.Path(parse(operand));
        }
        throw bad("unrecognized operand " + operand);
    }

    private static Optional<String> unquoted(String text) {
        boolean quoted = text.length() > 1
                && (text.charAt(0) == '\'' || text.charAt(0) == '"')
                && text.charAt(text.length() - 1) == text.charAt(0);
        return quoted ? Optional.of(text.substring(1, text.length() - 1)) : Optional.empty();
    }

    private ParseException bad(String why) {
        return new ParseException("error parsing jsonpath " + text + ", " + why);
    }
}
