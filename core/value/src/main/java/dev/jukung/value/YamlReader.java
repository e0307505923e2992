package dev.jukung.value;

import dev.jukung.value.YamlScalars.Kind;
import dev.jukung.value.YamlScalars.Resolved;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Builds values from YAML's events. An alias shares the value of its anchor, so nothing is expanded in memory; what
 * it would take expanded is counted all the same and limited as in go-yaml, because whoever writes the value out
 * does expand it. Confined to one thread.
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

    private final ParserImpl events;
    private final Consumer<String> duplicates;
    private final Map<String, Optional<Node>> anchors = new HashMap<>(); // empty while the node is being read
    private final YamlAliasLimit limit = new YamlAliasLimit();
    private int depth;

    YamlReader(String text, Consumer<String> duplicates) {
        this.events = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text));
        this.duplicates = duplicates;
    }

    /** The first document of the text; throws the parser's exceptions as they are. */
    Object readDocument() {
        events.next(); // the start of the stream
        if (events.checkEvent(Event.ID.StreamEnd)) {
            return NullValue.NULL;
        }
        events.next(); // the start of the document
        limit.read();
        return finite(read());
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
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), Optional.of(node)));
        return node;
    }

    private Node alias(AliasEvent event) {
        String name = event.getAnchor().map(Anchor::getValue).orElse("");
        Optional<Node> target = anchors.get(name);
        if (target == null) {
            throw new ParseException("yaml: unknown anchor '" + name + "' referenced");
        }
        Node node = target.orElseThrow(() -> new ParseException("yaml: anchor '" + name + "' value contains itself"));
        limit.expand(node.nodes());
        return new Node(node.value(), node.nodes() + 1, node.kind());
    }

    private Node scalar(ScalarEvent event) {
        String text = event.getValue();
        Optional<String> tag = event.getTag().filter(t -> !t.equals("!"));
        if (tag.isEmpty()) {
            boolean quoted = !event.isPlain() || event.getTag().isPresent();
            return quoted ? text(text) : node(YamlScalars.resolve(text));
        }
        return YamlTags.resolve(tag.get(), text).map(YamlReader::node).orElseGet(() -> text(text));
    }

    private static Node text(String text) {
        return new Node(text, 1, Kind.TEXT);
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
        return new Node(ListValue.copyOf(items), nodes, Kind.TEXT);
    }

    private Node mapping() {
        ObjectValue.Builder members = ObjectValue.builder();
        Map<String, Boolean> written = new HashMap<>();
        long nodes = 1;
        while (!events.checkEvent(Event.ID.MappingEnd)) {
            Node key = read();
            int line = events.peekEvent()
                    .getStartMark()
                    .map(mark -> mark.getLine() + 1)
                    .orElse(0);
            if (key.kind() == Kind.MERGE) {
                nodes += key.nodes() + merge(members);
                continue;
            }
            Node value = read();
            nodes += key.nodes() + value.nodes();
            String name = name(key, value);
            if (written.put(name, true) != null) {
                duplicates.accept("line " + line + ": key " + described(key) + " already set in map");
            }
            members.set(name, finite(value));
        }
        events.next();
        depth--;
        return new Node(members.build(), nodes, Kind.TEXT);
    }

    /** Puts the members of a mapping, or of a list of mappings with the first one winning, into this mapping. */
    private long merge(ObjectValue.Builder members) {
        boolean list = events.checkEvent(Event.ID.SequenceStart);
        Node source = read();
        List<?> mappings = list ? (ListValue) source.value() : List.of(source.value());
        for (Object mapping : mappings.reversed()) {
            if (!(mapping instanceof ObjectValue object)) {
                throw new ParseException("yaml: map merge requires map or sequence of maps as the value");
            }
            object.forEach(members::set);
        }
        return source.nodes();
    }

    private static String name(Node key, Node value) {
        if (key.isCollection()) {
            throw new ParseException("yaml: invalid map key: " + Json.write(key.value()));
        }
        if (key.kind() == Kind.NULL) {
            throw new ParseException("unsupported map key of type: %!s(<nil>), key: <nil>, value: " + described(value));
        }
        return key.value() instanceof Double number
                ? YamlTags.keyOf(number)
                : key.value().toString();
    }

    /** A node's value as Go's %#v shows it. */
    private static String described(Node node) {
        return switch (node.value()) {
            case String text -> GoText.quoted(text);
            case Double number -> Double.isFinite(number) ? GoText.general(number) : YamlTags.goName(number);
            default -> node.value().toString();
        };
    }

    /** The value for the tree: a float becomes a number, but JSON has none for infinity and NaN. */
    private static Object finite(Node node) {
        if (!(node.value() instanceof Double number)) {
            return node.value();
        }
        if (!Double.isFinite(number)) {
            throw new ParseException("json: unsupported value: " + YamlTags.goName(number));
        }
        return Values.number(number);
    }
}
