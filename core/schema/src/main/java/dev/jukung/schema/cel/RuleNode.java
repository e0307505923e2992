package dev.jukung.schema.cel;

import dev.jukung.schema.Schema;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place of a schema that has rules, or below which there are some. Immutable once it is made.
 */
final class RuleNode {
    static final String RULES = "x-kubernetes-validations";
    static final String SELF = "self";
    static final String OLD_SELF = "oldSelf";

    private final Schema schema;
    private final boolean resourceRoot;
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, RuleNode> properties = new LinkedHashMap<>();
    private final List<RuleNode> alternatives = new ArrayList<>();
    private @Nullable RuleNode items;
    private @Nullable RuleNode additional;
    private final @Nullable DeclType type;
    private final Map<Boolean, CelEnvironment> environments = new LinkedHashMap<>();

    private RuleNode(Schema schema, boolean resourceRoot) {
        this.schema = schema;
        this.resourceRoot = resourceRoot;
        this.type = SchemaTypes.of(schema, resourceRoot)
                .map(found -> found.named("selfType"))
                .orElse(null);
    }

    /** Whether there are rules in a schema as it is written. */
    static boolean hasRules(ObjectValue source) {
        if (!source.list(RULES).isEmpty()) {
            return true;
        }
        ObjectValue properties = source.object("properties");
        for (int i = 0; i < properties.size(); i++) {
            if (properties.valueAt(i) instanceof ObjectValue property && hasRules(property)) {
                return true;
            }
        }
        return hasRulesBelow(source.object("items"))
                || hasRulesBelow(source.object("additionalProperties"))
                || source.list("allOf").objects().stream().anyMatch(RuleNode::hasRules);
    }

    private static boolean hasRulesBelow(ObjectValue source) {
        return !source.isEmpty() && hasRules(source);
    }

    /** The rules that are written in {@code source}, about values of the schema; the two differ inside {@code allOf}. */
    static RuleNode of(ObjectValue source, Schema schema, boolean resourceRoot) {
        RuleNode node = new RuleNode(schema, resourceRoot);
        if (node.type != null) {
            source.list(RULES).objects().forEach(rule -> node.rules.add(Rule.compile(rule, node)));
        }
        ObjectValue properties = source.object("properties");
        for (int i = 0; i < properties.size(); i++) {
            String name = properties.keyAt(i);
            Schema property = schema.property(name).orElse(null);
            if (property != null
                    && !(resourceRoot && name.equals("metadata"))
                    && properties.valueAt(i) instanceof ObjectValue written
                    && hasRules(written)) {
                node.properties.put(name, of(written, property, property.embeddedResource()));
            }
        }
        Schema items = schema.items();
        if (items != null && hasRulesBelow(source.object("items"))) {
            node.items = of(source.object("items"), items, items.embeddedResource());
        }
        Schema additional = schema.additional();
        if (additional != null && hasRulesBelow(source.object("additionalProperties"))) {
            node.additional = of(source.object("additionalProperties"), additional, additional.embeddedResource());
        }
        source.list("allOf").objects().stream()
                .filter(RuleNode::hasRules)
                .forEach(all -> node.alternatives.add(of(all, schema, resourceRoot)));
        return node;
    }

    /** With {@code self} and {@code oldSelf}; called only while the node is made. */
    CelEnvironment environment(boolean optionalOldSelf) {
        DeclType self = type == null ? DeclType.DYN : type;
        return environments.computeIfAbsent(optionalOldSelf, optional -> CelEnvironment.builder()
                .variable(SELF, self)
                .variable(OLD_SELF, optional ? DeclType.optional(self) : self)
                .build());
    }

    Schema schema() {
        return schema;
    }

    boolean resourceRoot() {
        return resourceRoot;
    }

    List<Rule> rules() {
        return rules;
    }

    Map<String, RuleNode> properties() {
        return properties;
    }

    List<RuleNode> alternatives() {
        return alternatives;
    }

    @Nullable
    RuleNode items() {
        return items;
    }

    @Nullable
    RuleNode additional() {
        return additional;
    }

    @Nullable
    DeclType type() {
        return type;
    }
}
