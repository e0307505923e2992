package dev.jukung.modelgen;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The comments of Kubernetes' Go types, line by line. The published protobuf classes repeat them in their Javadoc, with the
 * line ends that descriptions are made from and the markers ({@code +default=…}); descriptors have none of this.
 */
final class Comments {
    private static final Pattern MESSAGE = Pattern.compile("\\* Protobuf type \\{@code (?<name>[^}]+)}");
    private static final Pattern FIELD = Pattern.compile(
            "\\* <code>(?:optional |repeated |required )?(?:map&lt;.*&gt;|[\\w.]+) (?<name>\\w+) = \\d+;");
    private static final Pattern OWNER =
            Pattern.compile("@@protoc_insertion_point\\(interface_extends:(?<name>[^)]+)\\)");

    private final Map<String, List<String>> comments = new HashMap<>();

    private Comments() {}

    static Comments load() throws IOException {
        Comments all = new Comments();
        for (String name : ProtobufTypes.classes(io.kubernetes.client.proto.V1.class, "io/kubernetes/client/proto/")) {
            String source = "/" + name.replace('.', '/') + ".java";
            try (InputStream in = Comments.class.getResourceAsStream(source)) {
                if (in == null) {
                    throw new IOException("no source of " + name + " on the class path");
                }
                all.read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
            }
        }
        return all;
    }

    /** What is said of a definition; empty when nothing is, or when it has no protobuf form. */
    List<String> of(String definition) {
        return comments.getOrDefault(definition, List.of());
    }

    /** What is said of a field. */
    List<String> of(String definition, String field) {
        return comments.getOrDefault(definition + "." + field, List.of());
    }

    private void read(BufferedReader source) throws IOException {
        List<String> block = new ArrayList<>();
        boolean inside = false;
        String owner = "";
        for (String line = source.readLine(); line != null; line = source.readLine()) {
            String trimmed = line.strip();
            if (trimmed.equals("* <pre>")) {
                block = new ArrayList<>();
                inside = true;
            } else if (trimmed.equals("* </pre>")) {
                inside = false;
            } else if (inside) {
                block.add(text(line));
            } else if (trimmed.equals("*/")) {
                block = new ArrayList<>();
            } else {
                owner = named(OWNER, trimmed) instanceof String interfaceOf ? interfaceOf : owner;
                keep(trimmed, owner, block);
            }
        }
    }

    private void keep(String line, String owner, List<String> block) {
        if (block.isEmpty()) {
            return;
        }
        if (named(MESSAGE, line) instanceof String message) {
            comments.putIfAbsent(Names.fromProtobuf(message), List.copyOf(block));
        } else if (named(FIELD, line) instanceof String field) {
            comments.putIfAbsent(Names.fromProtobuf(owner) + "." + field, List.copyOf(block));
        }
    }

    private static @Nullable String named(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? matcher.group("name") : null;
    }

    /** A line of Javadoc without its star and the entities that stand for what would end or tag a comment. */
    private static String text(String line) {
        String text = line.substring(line.indexOf('*') + 1);
        return (text.startsWith(" ") ? text.substring(1) : text)
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#64;", "@")
                .replace("&#42;", "*")
                .replace("&#47;", "/")
                .replace("&#92;", "\\")
                .replace("&amp;", "&");
    }
}
