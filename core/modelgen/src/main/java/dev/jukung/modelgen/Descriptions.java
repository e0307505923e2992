package dev.jukung.modelgen;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A description, put together from the two places that have a part of it: the comment has the lines but not the empty ones,
 * the published model has the text with a space for each line end, so that an empty line shows as two of them.
 */
final class Descriptions {
    private static final Pattern WORD = Pattern.compile("\\S+");

    private final StringBuilder text = new StringBuilder();

    private Descriptions() {}

    /**
     * Kubernetes' form of a comment: paragraphs stay, other lines are joined, indented lines stay lines, markers and notes are
     * left out.
     *
     * @param comment empty when there is none; then the published text stands
     * @param published empty for fields that refer to another definition: paragraphs are lost then
     */
    static String of(List<String> comment, String published) {
        Descriptions description = new Descriptions();
        int end = 0;
        for (String line : comment) {
            String ended = line.stripTrailing();
            String begun = ended.stripLeading();
            if (line.equals("---")) {
                break;
            }
            if (begun.startsWith("TODO") || begun.startsWith("+")) {
                continue;
            }
            if (!published.isEmpty()) {
                int start = published.indexOf(begun, end);
                if (start < 0) { // of another release: the models are nearer to the server
                    return published.strip();
                }
                int indent = ended.length() - begun.length();
                if (end > 0 && start - end - indent > 1) {
                    description.emptyLine();
                }
                end = start + begun.length();
            }
            description.line(ended);
        }
        boolean all = published.substring(end).isBlank();
        return all ? description.text.toString().strip() : published.strip();
    }

    /** @param counts how many words stand before each paragraph that begins */
    static String withParagraphs(String text, List<Integer> counts) {
        if (counts.isEmpty()) {
            return text;
        }
        StringBuilder result = new StringBuilder();
        Matcher word = WORD.matcher(text);
        int end = 0;
        for (int count = 0; word.find(); count++) {
            String space = text.substring(end, word.start());
            result.append(counts.contains(count) ? "\n\n" + indent(space) : space)
                    .append(word.group());
            end = word.end();
        }
        return result.toString();
    }

    private static String indent(String space) {
        return space.startsWith("\n") ? space.substring(1) : "";
    }

    private void line(String line) {
        if (line.startsWith(" ") || line.startsWith("\t")) {
            dropLast();
            text.append('\n').append(line).append('\n');
        } else {
            text.append(line).append(' ');
        }
    }

    private void emptyLine() {
        dropLast();
        text.append("\n\n");
    }

    private void dropLast() {
        text.setLength(Math.max(0, text.length() - 1));
    }
}
