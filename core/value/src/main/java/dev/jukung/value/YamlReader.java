package dev.jukung.value;

import dev.jukung.value.YamlScalars.Kind;
import dev.jukung.value.YamlScalars.Resolved;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Builds the value of a text's first document from YAML's events. An alias shares the value of its anchor, so nothing
 * is expanded in memory; what it would take expanded is counted all the same and limited as in go-yaml, because whoever
 * writes the value out does expand it.
 *
 * <p>go-yaml finds errors in rounds: first those of the syntax, then those of single nodes, then keys that stand twice,
 * then what JSON cannot say. So only the first kind is thrown at once; of the others the first one of each round is kept.
 * Confined to one thread.
 */
final class YamlReader {
    /** A finished node: its value, how many nodes it is made of with aliases expanded, and the kind of a scalar. */
    private record Node(Object value, long nodes, Kind kind) {
        boolean isCollection() {
            return value instanceof ObjectValue || value instanceof ListValue;
        }
    }

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setCodePointLimit(Integer.MAX_VALUE)
            .setAllowNonScalarKeys(true)
            .build();

    private final boolean unfinished; // the text does not end with a line break
    private final int codePoints;
    private final ParserImpl events;
    private final Map<String, Optional<Node>> anchors = new HashMap<>(); // empty while the node is being read
    private final YamlAliasLimit limit = new YamlAliasLimit();
    private final List<String> duplicates = new ArrayList<>();
    private Object value = NullValue.NULL;
    private @Nullable ParseException badNode;
    private @Nullable ParseException notJson;
    private int depth;

    YamlReader(String text) {
        this.unfinished = !text.endsWith("\n");
        this.codePoints = text.codePointCount(0, text.length());
        this.events = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text));
    }

    /** Reads the document; throws the parser's exceptions as they are and {@link ParseException} for a bad node. */
    void readDocument() {
        events.next(); // the start of the stream
        if (events.checkEvent(Event.ID.StreamEnd)) {
            return;
        }
        events.next(); // the start of the document
        limit.read();
        value = finite(read());
        events.next(); // the end of the document: what follows it must at least look like YAML
        if (badNode != null) {
            throw badNode;
        }
    }

    /** What was found twice: {@code line 3: key "a" already set in map}. */
    List<String> duplicates() {
        return duplicates;
    }

    /** What has been read; throws {@link ParseException} if it cannot be said in JSON. */
    Object value() {
        if (notJson != null) {
            throw notJson;
        }
        return value;
    }

    private Node read() {
        limit.read();
        return switch (events.next()) {
            case AliasEvent alias -> alias(alias);
            case ScalarEvent scalar -> anchored(scalar, scalar(scalar));
            case SequenceStartEvent sequence -> {
                open(sequence);
                yield anchored(sequence, sequence());
            }
            case MappingStartEvent mapping -> {
                open(mapping);
                yield anchored(mapping, mapping());
            }
            case Event event -> throw new ParseException("yaml: unexpected " + event.getEventId());
        };
    }

    private void open(NodeEvent collection) {
        if (++depth > Yaml.MAX_DEPTH) {
            throw new ParseException("yaml: exceeded max depth of " + Yaml.MAX_DEPTH);
        }
        collection.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), Optional.empty()));
    }

    private Node anchored(NodeEvent event, Node node) {
        event.getAnchor().ifPresent(anchor -> anchors.put(YamlErrors.checked(anchor, event), Optional.of(node)));
        return node;
    }

    private Node alias(AliasEvent event) {
        String name = event.getAnchor()
                .map(anchor -> YamlErrors.checked(anchor, event))
                .orElse("");
        Optional<Node> target = anchors.get(name);
        if (target == null) {
            throw new ParseException("yaml: unknown anchor '" + name + "' referenced");
        }
        if (target.isEmpty()) {
            bad("anchor '" + name + "' value contains itself");
            return new Node(NullValue.NULL, 1, Kind.NULL);
        }
        Node node = target.get();
        limit.expand(node.nodes());
        return new Node(node.value(), node.nodes() + 1, node.kind());
    }

    private Node scalar(ScalarEvent event) {
        String scalar = event.isLiteral() || event.isFolded() ? block(event) : event.getValue();
        Optional<String> tag = event.getTag().filter(t -> !t.equals("!"));
        if (tag.isEmpty()) {
            boolean quoted = !event.isPlain() || event.getTag().isPresent();
            return node(quoted ? new Resolved(Kind.TEXT, scalar) : YamlScalars.resolve(scalar));
        }
        try {
            return node(YamlTags.resolve(tag.get(), scalar));
        } catch (ParseException e) {
            badNode = badNode == null ? e : badNode;
            return new Node(scalar, 1, Kind.TEXT);
        }
    }

    /** The text of a block; one that the end of the input cuts off has no line break there, unlike the parser thinks. */
    private String block(ScalarEvent event) {
        String block = event.getValue();
        boolean cutOff = unfinished && event.getEndMark().map(Mark::getIndex).orElse(0) >= codePoints;
        return cutOff && block.endsWith("\n") ? block.substring(0, block.length() - 1) : block;
    }

    private static Node node(Resolved resolved) {
        return new Node(resolved.value(), 1, resolved.kind());
    }

    private Node sequence() {
        List<Object> items = new ArrayList<>();
        long nodes = 1;
        while (!events.checkEvent(Event.ID.SequenceEnd)) {
            Node item = read();
            items.add(finite(item));
            nodes += item.nodes();
        }
        events.next();
        depth--;
        return new Node(ListValue.owning(items.toArray()), nodes, Kind.TEXT);
    }

    private Node mapping() {
        ObjectValue.Builder members = ObjectValue.builder();
        Set<String> written = new HashSet<>();
        long nodes = 1;
        while (!events.checkEvent(Event.ID.MappingEnd)) {
            Node key = read();
            int line = events.peekEvent()
                    .getStartMark()
                    .map(mark -> mark.getLine() + 1)
                    .orElse(0);
            Node value = read();
            nodes += key.nodes() + value.nodes();
            if (key.kind() == Kind.MERGE) {
                merge(value.value(), members);
                continue;
            }
            String name = name(key, value);
            if (!written.add(name)) {
                duplicates.add("line " + line + ": key " + described(key) + " already set in map");
            }
            members.set(name, finite(value));
        }
        events.next();
        depth--;
        return new Node(members.build(), nodes, Kind.TEXT);
    }

    /** Puts the members of a mapping, or of a list of mappings with the first one winning, into this mapping. */
    private void merge(Object source, ObjectValue.Builder members) {
        List<?> mappings = source instanceof ListValue list ? list : List.of(source);
        for (Object mapping : mappings.reversed()) {
            if (mapping instanceof ObjectValue object) {
                object.forEach(members::set);
            } else {
                bad("map merge requires map or sequence of maps as the value");
            }
        }
    }

    private String name(Node key, Node value) {
        if (key.isCollection()) {
            bad("invalid map key: " + GoText.syntax(key.value()));
        } else if (key.kind() == Kind.NULL && notJson == null) {
            notJson = new ParseException(
                    "unsupported map key of type: %!s(<nil>), key: <nil>, value: " + described(value));
        }
        return key.value() instanceof Double number
                ? YamlTags.keyOf(number)
                : key.value().toString();
    }

    /** A node's value as Go's %#v shows it. */
    private static String described(Node node) {
        return node.value() == NullValue.NULL ? "<nil>" : GoText.syntax(node.value());
    }

    /** The value for the tree: a float becomes a number, but JSON has none for infinity and NaN. */
    private Object finite(Node node) {
        if (!(node.value() instanceof Double number)) {
            return node.value();
        }
        if (Double.isFinite(number)) {
            return Values.number(number);
        }
        if (notJson == null) {
            notJson = new ParseException("json: unsupported value: " + GoText.general(number));
        }
        return NullValue.NULL;
    }

    private void bad(String problem) {
        badNode = badNode == null ? new ParseException("yaml: " + problem) : badNode;
    }
}
