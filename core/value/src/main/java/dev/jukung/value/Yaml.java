package dev.jukung.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML text to values and back, as Kubernetes reads and prints it (sigs.k8s.io/yaml): YAML 1.1's scalars, keys always
 * text, numbers by their worth and not their spelling. Errors have the texts of that library where it has one.
 * Thread-safe.
 */
public final class Yaml {
    /** How deep mappings and lists may be nested. */
    public static final int MAX_DEPTH = Json.MAX_DEPTH;

    private static final char DELETE = '\u007f'; // the one control character that the parser lets pass
    /** go-yaml takes it for a line break, as YAML 1.1 (5.4) does; our parser, of YAML 1.2, does so in some places only. */
    private static final char NEXT_LINE = '\u0085';

    private Yaml() {}

    /**
     * Reads the first document; an empty one is null. Throws {@link ParseException} for bad YAML and for a key that
     * stands twice in a mapping.
     */
    public static Object parse(byte[] utf8) {
        return parse(text(utf8));
    }

    /** As {@link #parse(byte[])}. */
    public static Object parse(String text) {
        YamlReader document = read(text);
        if (!document.duplicates().isEmpty()) {
            throw new ParseException("yaml: unmarshal errors:\n  " + String.join("\n  ", document.duplicates()));
        }
        return document.value();
    }

    /**
     * Reads the first document; where a key stands twice the last one counts, and {@code duplicates} is told
     * {@code line 3: key "a" already set in map}.
     */
    public static Object parse(byte[] utf8, Consumer<String> duplicates) {
        return parse(text(utf8), duplicates);
    }

    /** As {@link #parse(byte[], Consumer)}. */
    public static Object parse(String text, Consumer<String> duplicates) {
        YamlReader document = read(text);
        document.duplicates().forEach(duplicates);
        return document.value();
    }

    private static YamlReader read(String text) {
        if (text.indexOf(DELETE) >= 0) {
            throw new ParseException("yaml: control characters are not allowed");
        }
        String source = text.replace(NEXT_LINE, '\n');
        for (int rewritten = 0; ; rewritten++) {
            try {
                YamlReader reader = new YamlReader(source);
                reader.readDocument();
                return reader;
            } catch (YamlEngineException e) {
                Optional<String> next = rewritten < YamlEscapes.MAX_REWRITTEN_SCALARS
                        ? YamlEscapes.rewritten(source, e)
                        : Optional.empty();
                if (next.isEmpty()) {
                    throw YamlErrors.parseException(e, source);
                }
                source = next.get();
            } catch (NumberFormatException e) { // what the parser makes of an escape that the end cuts off
                throw new ParseException("yaml: did not find expected hexdecimal number", e);
            }
        }
    }

    /** Reads every document that is not empty and not null, each as {@link #parse(String)} does. */
    public static List<Object> parseAll(byte[] utf8) {
        return parseAll(text(utf8));
    }

    /** As {@link #parseAll(byte[])}. */
    public static List<Object> parseAll(String text) {
        List<Object> values = new ArrayList<>();
        for (String document : documents(text)) {
            Object value = parse(document);
            if (value != NullValue.NULL) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    /**
     * The texts of the documents in a stream, parted as kubectl does it: by lines that begin with {@code ---} and hold
     * nothing else but a comment. What is empty is left out.
     */
    public static List<String> documents(String stream) {
        List<String> documents = new ArrayList<>();
        StringBuilder document = new StringBuilder();
        for (int start = 0; start < stream.length(); ) {
            int newline = stream.indexOf('\n', start);
            int end = newline < 0 ? stream.length() : newline + 1;
            if (isSeparator(stream, start, end)) {
                addDocument(document, documents);
            } else {
                document.append(stream, start, end);
            }
            start = end;
        }
        addDocument(document, documents);
        return List.copyOf(documents);
    }

    private static boolean isSeparator(String stream, int start, int end) {
        if (!stream.startsWith("---", start)) {
            return false;
        }
        String rest = stream.substring(start + 3, end).strip();
        return rest.isEmpty() || rest.startsWith("#");
    }

    private static void addDocument(StringBuilder document, List<String> documents) {
        if (!document.toString().isBlank()) {
            documents.add(document.toString());
        }
        document.setLength(0);
    }

    /** The value as one document in the form of {@code kubectl get -o yaml}; ends with a line break. */
    public static String write(Object value) {
        YamlWriter writer = new YamlWriter();
        writer.document(value);
        return writer.toString();
    }

    /** The values as documents parted by {@code ---}. */
    public static String writeAll(Iterable<?> values) {
        List<String> documents = new ArrayList<>();
        for (Object value : values) {
            documents.add(write(value));
        }
        return String.join("---\n", documents);
    }

    private static String text(byte[] utf8) {
        String text = YamlBytes.decode(utf8);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }
}
