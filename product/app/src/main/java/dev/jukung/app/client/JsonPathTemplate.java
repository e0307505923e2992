package dev.jukung.app.client;

import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.value.Json;
import dev.jukung.value.JsonPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code -o jsonpath=…}: text with paths in braces, {@code {range …}…{end}} and quoted text. Immutable. */
final class JsonPathTemplate {
    private sealed interface Part {
        record Text(String text) implements Part {}

        record Values(JsonPath path) implements Part {}

        record Range(JsonPath path, List<Part> body) implements Part {}
    }

    private final List<Part> parts;

    private JsonPathTemplate(List<Part> parts) {
        this.parts = parts;
    }

    static JsonPathTemplate parse(String template) {
        List<List<Part>> open = new ArrayList<>(List.of(new ArrayList<>()));
        List<JsonPath> ranges = new ArrayList<>();
        int at = 0;
        while (at < template.length()) {
            int start = template.indexOf('{', at);
            int textEnd = start < 0 ? template.length() : start;
            if (textEnd > at) {
                open.getLast().add(new Part.Text(template.substring(at, textEnd)));
            }
            if (start < 0) {
                break;
            }
            int end = closing(template, start);
            action(template.substring(start + 1, end).strip(), open, ranges);
            at = end + 1;
        }
        if (open.size() != 1) {
            throw new CommandException(ExitCode.USAGE, "error parsing jsonpath " + template + ", unterminated range");
        }
        return new JsonPathTemplate(List.copyOf(open.getFirst()));
    }

    private static void action(String action, List<List<Part>> open, List<JsonPath> ranges) {
        if (action.equals("end")) {
            if (ranges.isEmpty()) {
                throw new CommandException(
                        ExitCode.USAGE, "error parsing jsonpath {end}, not in range, nothing to end");
            }
            List<Part> body = List.copyOf(open.removeLast());
            open.getLast().add(new Part.Range(ranges.removeLast(), body));
        } else if (action.startsWith("range ")) {
            ranges.add(path(action.substring("range ".length())));
            open.add(new ArrayList<>());
        } else if (action.startsWith("\"") || action.startsWith("'")) {
            open.getLast().add(new Part.Text(unescaped(action.substring(1, action.length() - 1))));
        } else {
            open.getLast().add(new Part.Values(path(action)));
        }
    }

    /** The inside of a pair of braces. */
    static JsonPath path(String text) {
        try {
            return JsonPath.parse(text);
        } catch (ParseException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\\"", "\"")
                .replace("\\\\", "\\");
    }

    /** Where the brace that opens at {@code start} closes; quotes may hide one. */
    private static int closing(String template, int start) {
        char quote = 0;
        for (int i = start + 1; i < template.length(); i++) {
            char next = template.charAt(i);
            if (quote != 0) {
                quote = next == quote ? 0 : quote;
            } else if (next == '"' || next == '\'') {
                quote = next;
            } else if (next == '}') {
                return i;
            }
        }
        throw new CommandException(ExitCode.USAGE, "error parsing jsonpath " + template + ", unclosed action");
    }

    String apply(Object value) {
        return apply(parts, value);
    }

    private static String apply(List<Part> parts, Object value) {
        StringBuilder result = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text(String text) -> result.append(text);
                case Part.Values(JsonPath path) ->
                    result.append(path.find(value).stream()
                            .map(JsonPathTemplate::text)
                            .collect(Collectors.joining(" ")));
                case Part.Range(JsonPath path, List<Part> body) ->
                    path.find(value).forEach(item -> result.append(apply(body, item)));
            }
        }
        return result.toString();
    }

    /** Objects and lists as JSON, everything else plain. */
    static String text(Object value) {
        return value instanceof ObjectValue || value instanceof ListValue ? Json.write(value) : value.toString();
    }
}
