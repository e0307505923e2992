package dev.jukung.app.client;

import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Objects of one resource that the command line names.
 *
 * @param names empty means all of them
 */
record Target(ApiResource resource, List<String> names) {
    /**
     * Reads {@code TYPE[,TYPE…] [NAME…]} and {@code TYPE/NAME…}.
     *
     * @throws CommandException in kubectl's words when it is neither
     */
    static List<Target> parse(List<String> words, Catalog catalog) {
        if (words.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "Required resource not specified.");
        }
        if (words.stream().anyMatch(word -> word.contains("/"))) {
            return parseSlashed(words, catalog);
        }
        List<String> names = words.subList(1, words.size());
        List<Target> targets = new ArrayList<>();
        for (String type : words.getFirst().split(",")) {
            for (ApiResource resource : catalog.named(type)) {
                targets.add(new Target(resource, List.copyOf(names)));
            }
        }
        return targets;
    }

    private static List<Target> parseSlashed(List<String> words, Catalog catalog) {
        Map<ApiResource, List<String>> names = new LinkedHashMap<>();
        for (String word : words) {
            String[] parts = word.split("/", -1);
            if (parts.length == 1) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "there is no need to specify a resource type as a separate argument when passing arguments in"
                                + " resource/name form (e.g. 'jukung get resource/<resource_name>' instead of"
                                + " 'jukung get resource resource/<resource_name>'");
            }
            if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
                throw new CommandException(
                        ExitCode.USAGE, "arguments in resource/name form must have a single resource and name");
            }
            names.computeIfAbsent(catalog.one(parts[0]), _ -> new ArrayList<>()).add(parts[1]);
        }
        return names.entrySet().stream()
                .map(entry -> new Target(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }
}
