package dev.jukung.apiserver.registry;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.schema.Decoder;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.Schema;
import dev.jukung.schema.Validator;
import dev.jukung.store.Key;
import dev.jukung.store.KeyRange;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One kind as the server serves it, declared in one place: names, scope, schema, subresources, columns, selectable
 * fields, rules and the form it is stored in. Immutable.
 */
public final class Kind {
    /** The verbs of an ordinary kind, in the order discovery lists them. */
    public static final List<String> ALL_VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private final ResourceType<?> type;
    private final Schema schema;
    private final Decoder decoder;
    private final Validator validator;
    private final String singular;
    private final List<String> shortNames;
    private final List<String> categories;
    private final List<String> verbs;
    private final Set<String> selectable;
    private final Map<String, Function<ObjectValue, String>> computed;
    private final List<Column> columns;
    private final Map<String, Subresource> subresources;
    private final Strategy strategy;
    private final Policy policy;
    private final String collection;
    private final Conversion conversion;
    private final String listKind;
    private final Optional<ObjectValue> customSchema;
    private final List<String> warnings;
    private final boolean answersDeleted;

    private Kind(Declaration d) {
        type = d.type;
        schema = d.schema;
        decoder = new Decoder(schema);
        validator = new Validator(schema);
        singular = d.singular;
        shortNames = List.copyOf(d.shortNames);
        categories = List.copyOf(d.categories);
        verbs = List.copyOf(d.verbs);
        selectable = Set.copyOf(d.selectable);
        computed = Map.copyOf(d.computed);
        columns = List.copyOf(d.columns);
        subresources = Collections.unmodifiableMap(new LinkedHashMap<>(d.subresources));
        strategy = d.strategy;
        policy = d.policy;
        collection = d.collection;
        conversion = d.conversion;
        listKind = d.listKind;
        customSchema = d.customSchema;
        warnings = List.copyOf(d.warnings);
        answersDeleted = d.answersDeleted;
    }

    public static Declaration declare(ResourceType<?> type, Schema schema) {
        return new Declaration(type, schema);
    }

    public ResourceType<?> type() {
        return type;
    }

    public Schema schema() {
        return schema;
    }

    public Decoder decoder() {
        return decoder;
    }

    public Validator validator() {
        return validator;
    }

    public String singular() {
        return singular;
    }

    public List<String> shortNames() {
        return shortNames;
    }

    public List<String> categories() {
        return categories;
    }

    public List<String> verbs() {
        return verbs;
    }

    public boolean allows(String verb) {
        return verbs.contains(verb);
    }

    public List<Column> columns() {
        return columns;
    }

    /** Whether a DELETE that removes the object at once answers with the object instead of a Status. */
    public boolean answersDeleted() {
        return answersDeleted;
    }

    public Map<String, Subresource> subresources() {
        return subresources;
    }

    public Optional<Subresource> subresource(String name) {
        return Optional.ofNullable(subresources.get(name));
    }

    /** Whether {@code status} is written through a subresource of its own. */
    public boolean hasStatus() {
        return subresources.containsKey("status");
    }

    public Strategy strategy() {
        return strategy;
    }

    /** What the operator of this server does not want on top of the strategy's rules. */
    public Policy policy() {
        return policy;
    }

    public Conversion conversion() {
        return conversion;
    }

    /** {@code pods}, {@code deployments.apps}: how messages name the resource. */
    public String qualifiedName() {
        return type.qualifiedName();
    }

    public String listKind() {
        return listKind;
    }

    /** Whether it comes from a CustomResourceDefinition. */
    public boolean isCustom() {
        return customSchema.isPresent();
    }

    /** The {@code openAPIV3Schema} of a custom resource as its author wrote it; empty for a built-in kind. */
    public Optional<ObjectValue> customSchema() {
        return customSchema;
    }

    /** What every client that uses this version is told: that it is deprecated. */
    public List<String> warnings() {
        return warnings;
    }

    /** Whether a field selector may name this field, besides metadata.name and metadata.namespace. */
    public boolean selects(String field) {
        return selectable.contains(field) || computed.containsKey(field);
    }

    /** Whether there are fields to select by besides those that every kind has. */
    boolean selectsMore() {
        return !selectable.isEmpty() || !computed.isEmpty();
    }

    public Set<String> selectableFields() {
        return selectable;
    }

    /** The text that a field selector compares with; empty for an absent field. */
    public String selected(ObjectValue tree, String field) {
        Function<ObjectValue, String> function = computed.get(field);
        if (function != null) {
            return function.apply(tree);
        }
        Object value = tree.at(field.split("\\."));
        return value == null ? "" : value.toString();
    }

    public Key key(ObjectKey key) {
        return new Key(collection, type.namespaced() ? key.namespace() + "/" + key.name() : key.name());
    }

    /** The keys of one namespace, or of all with the empty one. */
    public KeyRange range(String namespace) {
        return new KeyRange(collection, namespace.isEmpty() || !type.namespaced() ? "" : namespace + "/");
    }

    public String collection() {
        return collection;
    }

    @Override
    public String toString() {
        return type.toString();
    }

    /** Rules that hold on this server only. Thread-safe. */
    @FunctionalInterface
    public interface Policy {
        void validate(ObjectValue object, FieldErrors errors);
    }

    /** How a served version differs from the stored one. Thread-safe. */
    public interface Conversion {
        Conversion NONE = new Conversion() {
            @Override
            public ObjectValue toStored(ObjectValue served) {
                return served;
            }

            @Override
            public ObjectValue fromStored(ObjectValue stored) {
                return stored;
            }
        };

        static Conversion of(UnaryOperator<ObjectValue> toStored, UnaryOperator<ObjectValue> fromStored) {
            return new Conversion() {
                @Override
                public ObjectValue toStored(ObjectValue served) {
                    return toStored.apply(served);
                }

                @Override
                public ObjectValue fromStored(ObjectValue stored) {
                    return fromStored.apply(stored);
                }
            };
        }

        ObjectValue toStored(ObjectValue served);

        /** The very same object if nothing has to change. */
        ObjectValue fromStored(ObjectValue stored);

        /** {@link #fromStored} of many, for conversions that cost less together. */
        default List<ObjectValue> allFromStored(List<ObjectValue> stored) {
            return stored.stream().map(this::fromStored).toList();
        }

        default boolean isNone() {
            return this == NONE;
        }
    }

    /** A declaration in the making. Confined to one thread. */
    public static final class Declaration {
        private final ResourceType<?> type;
        private final Schema schema;
        private String singular;
        private final List<String> shortNames = new ArrayList<>();
        private final List<String> categories = new ArrayList<>();
        private List<String> verbs = ALL_VERBS;
        private final List<String> selectable = new ArrayList<>();
        private final Map<String, Function<ObjectValue, String>> computed = new LinkedHashMap<>();
        private List<Column> columns = Column.NAME_AND_AGE;
        private final Map<String, Subresource> subresources = new LinkedHashMap<>();
        private Strategy strategy = Strategy.PLAIN;
        private Policy policy = (_, _) -> {};
        private String collection;
        private Conversion conversion = Conversion.NONE;
        private boolean answersDeleted;
        private String listKind;
        private Optional<ObjectValue> customSchema = Optional.empty();
        private List<String> warnings = List.of();

        private Declaration(ResourceType<?> type, Schema schema) {
            this.type = type;
            this.schema = schema;
            singular = type.kind().toLowerCase(Locale.ROOT);
            listKind = type.kind() + "List";
            collection = type.group().isEmpty() ? type.plural() : type.group() + "/" + type.plural();
        }

        public ResourceType<?> type() {
            return type;
        }

        public Declaration singular(String name) {
            singular = name;
            return this;
        }

        public Declaration shortNames(String... names) {
            shortNames.addAll(List.of(names));
            return this;
        }

        public Declaration categories(String... names) {
            categories.addAll(List.of(names));
            return this;
        }

        public Declaration verbs(String... names) {
            verbs = List.of(names);
            return this;
        }

        /** Fields that field selectors may name, as paths. */
        public Declaration selectable(String... fields) {
            selectable.addAll(List.of(fields));
            return this;
        }

        /** A field of selectors whose text is not simply the value at its path. */
        public Declaration selectable(String field, Function<ObjectValue, String> text) {
            computed.put(field, text);
            return this;
        }

        public Declaration columns(List<Column> all) {
            columns = all;
            return this;
        }

        public List<Column> columns() {
            return columns;
        }

        /** A DELETE that removes the object at once answers with the object instead of a Status. */
        public Declaration answersDeleted() {
            answersDeleted = true;
            return this;
        }

        public Declaration status() {
            return subresource("status", new Subresource.Status(false));
        }

        /** {@link #status} whose writes leave the metadata alone. */
        public Declaration statusKeepingMetadata() {
            return subresource("status", new Subresource.Status(true));
        }

        public Declaration subresource(String name, Subresource subresource) {
            subresources.put(name, subresource);
            return this;
        }

        public Declaration strategy(Strategy rules) {
            strategy = rules;
            return this;
        }

        public Declaration policy(Policy rules) {
            policy = rules;
            return this;
        }

        /** Shares the storage of another kind: another version or group of the same objects. */
        public Declaration storedAs(String otherCollection, Conversion how) {
            collection = otherCollection;
            conversion = how;
            return this;
        }

        public Declaration listKind(String name) {
            listKind = name;
            return this;
        }

        /** Of a CustomResourceDefinition. @param openApiV3Schema as it is written there; empty when there is none */
        public Declaration custom(ObjectValue openApiV3Schema) {
            customSchema = Optional.of(openApiV3Schema);
            return this;
        }

        public Declaration warnings(List<String> texts) {
            warnings = texts;
            return this;
        }

        public Kind build() {
            return new Kind(this);
        }
    }
}
