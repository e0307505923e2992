package dev.jukung.app.client;

import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;

/** {@code -o}: how objects are printed. */
sealed interface OutputFormat {
    record Rows(boolean wide) implements OutputFormat {}

    record Names() implements OutputFormat {}

    record Yaml() implements OutputFormat {}

    record Json() implements OutputFormat {}

    record Path(JsonPathTemplate template) implements OutputFormat {}

    static OutputFormat parse(String text) {
        return switch (text) {
            case "" -> new Rows(false);
            case "wide" -> new Rows(true);
            case "name" -> new Names();
            case "yaml" -> new Yaml();
            case "json" -> new Json();
            default -> {
                if (!text.startsWith("jsonpath=")) {
                    throw new CommandException(
                            ExitCode.USAGE,
                            "unable to match a printer suitable for the output format \"" + text
                                    + "\", allowed formats are: json,jsonpath,name,wide,yaml");
                }
                yield new Path(JsonPathTemplate.parse(text.substring("jsonpath=".length())));
            }
        };
    }
}
