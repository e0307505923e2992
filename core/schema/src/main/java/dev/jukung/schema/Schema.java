package dev.jukung.schema;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One node of a structural schema: what a value may be and how it is merged. A reference is followed when the node
 * is made; what stands beside the reference (a default, extensions) takes precedence over the definition.
 *
 * <p>Fields have an order, the canonical one: {@link #indexOf} is a field's place in it. Names are interned.
 * Immutable; what is below a node is made when it is first asked for.
 */
public final class Schema {
    private final ObjectValue source;
    private final SchemaReader reader;
    private final @Nullable Schema definition;
    private final String definitionName;
    private final SchemaType type;
    private final String format;
    private final WellKnown wellKnown;
    private final boolean nullable;
    private final boolean preservesUnknownFields;
    private final boolean omitsZero;
    private final boolean inPlace;
    private final boolean shown;
    private final boolean hidden;
    private final Properties properties;
    private final @Nullable Object additionalSource;
    private final @Nullable ObjectValue itemsSource;
    private final @Nullable Object defaultValue;
    private final List<String> required;
    private final @Nullable Constraints constraints;
    private final ListType listType;
    private final List<String> listMapKeys;
    private final boolean atomicMap;
    private final PatchStrategy patchStrategy;
    private @Nullable Schema additional;
    private @Nullable Schema items;
    private volatile @Nullable ObjectValue emptyWithDefaults;
    private @Nullable Schema metadataAsWritten;

    /** A node of its own; {@code definitionName} is empty unless the node is a definition. */
    Schema(ObjectValue source, String definitionName, SchemaReader reader, Properties properties) {
        this.source = source;
        this.reader = reader;
        this.definition = null;
        this.definitionName = definitionName;
        this.wellKnown = WellKnown.ofDefinition(definitionName);
        this.type = typeOf(source, wellKnown);
        this.format = source.text("format", "");
        this.nullable = source.flag("nullable", false);
        this.properties = properties;
        this.additionalSource = additional(source);
        this.itemsSource = source.get("items") instanceof ObjectValue object ? object : null;
        this.preservesUnknownFields = source.flag("x-kubernetes-preserve-unknown-fields", false)
                || wellKnown == WellKnown.RAW
                || (reader.goTyped() && isFree(properties.size()));
        this.omitsZero = source.flag("x-jukung-omit-zero", false);
        this.inPlace = source.flag("x-jukung-in-place", false);
        this.shown = source.flag("x-jukung-shown", false);
        this.hidden = source.flag("x-jukung-hidden", false);
        this.defaultValue = source.get("default");
        this.required = required(source);
        this.constraints = wellKnown == WellKnown.NONE ? Constraints.of(source, reader) : null;
        this.listType = listType(source, ListType.ATOMIC);
        this.listMapKeys = source.list("x-kubernetes-list-map-keys").texts();
        this.atomicMap = "atomic".equals(source.get("x-kubernetes-map-type"));
        this.patchStrategy = PatchStrategy.of(source, PatchStrategy.NONE);
    }

    /** A reference to {@code definition} with something of its own beside it. */
    Schema(ObjectValue source, Schema definition) {
        this.source = source;
        this.reader = definition.reader;
        this.definition = definition;
        this.definitionName = definition.definitionName;
        this.wellKnown = definition.wellKnown;
        this.type = definition.type;
        this.format = source.text("format", definition.format);
        this.nullable = source.flag("nullable", definition.nullable);
        this.properties = definition.properties;
        this.additionalSource = definition.additionalSource;
        this.itemsSource = definition.itemsSource;
        this.preservesUnknownFields =
                source.flag("x-kubernetes-preserve-unknown-fields", definition.preservesUnknownFields);
        this.omitsZero = source.flag("x-jukung-omit-zero", definition.omitsZero);
        this.inPlace = source.flag("x-jukung-in-place", false);
        this.shown = source.flag("x-jukung-shown", false);
        this.hidden = source.flag("x-jukung-hidden", false);
        this.defaultValue = source.has("default") ? source.get("default") : definition.defaultValue;
        this.required = definition.required;
        this.constraints = definition.constraints;
        this.listType = listType(source, definition.listType);
        this.listMapKeys = source.has("x-kubernetes-list-map-keys")
                ? source.list("x-kubernetes-list-map-keys").texts()
                : definition.listMapKeys;
        this.atomicMap = source.has("x-kubernetes-map-type")
                ? "atomic".equals(source.get("x-kubernetes-map-type"))
                : definition.atomicMap;
        this.patchStrategy = PatchStrategy.of(source, definition.patchStrategy);
    }

    private static SchemaType typeOf(ObjectValue source, WellKnown wellKnown) {
        return switch (wellKnown) {
            case INT_OR_STRING -> SchemaType.INT_OR_STRING;
            case QUANTITY, RAW -> SchemaType.ANY;
            case TIME, MICRO_TIME, DURATION -> SchemaType.STRING;
            case NONE ->
                source.flag("x-kubernetes-int-or-string", false) || "int-or-string".equals(source.get("format"))
                        ? SchemaType.INT_OR_STRING
                        : SchemaType.of(source.text("type", ""));
        };
    }

    /** What the published documents call required but the server does without is left out. */
    private static List<String> required(ObjectValue source) {
        List<String> names = source.list("required").texts();
        List<String> optional = source.list("x-jukung-optional").texts();
        return optional.isEmpty()
                ? names
                : names.stream().filter(name -> !optional.contains(name)).toList();
    }

    private static @Nullable Object additional(ObjectValue source) {
        Object value = source.get("additionalProperties");
        return Boolean.FALSE.equals(value) ? null : value;
    }

    private static ListType listType(ObjectValue source, ListType inherited) {
        return switch (source.text("x-kubernetes-list-type", "")) {
            case "set" -> ListType.SET;
            case "map" -> ListType.MAP;
            case "atomic" -> ListType.ATOMIC;
            default -> inherited;
        };
    }

    /** A Go type without fields of its own that Kubernetes keeps as raw JSON. */
    private boolean isFree(int propertyCount) {
        return wellKnown == WellKnown.NONE
                && propertyCount == 0
                && additionalSource == null
                && (type == SchemaType.OBJECT || (type == SchemaType.ANY && itemsSource == null));
    }

    /** The name of the definition this node is or refers to, such as {@code io.k8s.api.core.v1.PodSpec}. */
    public Optional<String> definitionName() {
        return definitionName.isEmpty() ? Optional.empty() : Optional.of(definitionName);
    }

    /** The node as it is written; of a reference with something beside it, only that. */
    public ObjectValue source() {
        return source;
    }

    /** The definition's own text, without what stands beside a reference to it. */
    ObjectValue definitionSource() {
        return definition == null ? source : definition.source;
    }

    /**
     * True for Kubernetes' own kinds: null means absent, wrong types are refused while decoding with Go's messages.
     * False for custom resources, whose types are checked by validation.
     */
    public boolean goTyped() {
        return reader.goTyped();
    }

    public SchemaType type() {
        return type;
    }

    /** Empty when none is given. */
    public String format() {
        return format;
    }

    WellKnown wellKnown() {
        return wellKnown;
    }

    public boolean nullable() {
        return nullable;
    }

    /** The default of an absent field. */
    public Optional<Object> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    @Nullable
    Object defaultOrNull() {
        return defaultValue == NullValue.NULL ? null : defaultValue;
    }

    public int propertyCount() {
        return properties.size();
    }

    public String propertyName(int index) {
        return properties.name(index);
    }

    public Schema property(int index) {
        return properties.schema(index, reader);
    }

    /** The schema of a named field; empty when the field is not declared. */
    public Optional<Schema> property(String name) {
        int index = properties.indexOf(name);
        return index < 0 ? Optional.empty() : Optional.of(property(index));
    }

    /** The place of a declared field, or -1. */
    public int indexOf(String name) {
        return properties.indexOf(name);
    }

    Properties properties() {
        return properties;
    }

    /** The schema of the value under {@code key}: the field's, else that of additional values, else null. */
    public @Nullable Schema field(String key) {
        int index = properties.indexOf(key);
        return index >= 0 ? property(index) : additional();
    }

    /** The schema of the values under keys that are not declared; null when there may be none. */
    public @Nullable Schema additional() {
        if (additionalSource == null) {
            return null;
        }
        if (definition != null) {
            return definition.additional();
        }
        @Nullable Schema known = additional;
        if (known == null) {
            known = reader.read(additionalSource instanceof ObjectValue object ? object : ObjectValue.EMPTY);
            additional = known;
        }
        return known;
    }

    /** The schema of a list's items; null when it is not given. */
    public @Nullable Schema items() {
        if (itemsSource == null) {
            return null;
        }
        if (definition != null) {
            return definition.items();
        }
        @Nullable Schema known = items;
        if (known == null) {
            known = reader.read(itemsSource);
            items = known;
        }
        return known;
    }

    /**
     * What the value of a field is validated against: of the metadata of a custom resource what its author wrote
     * about it, of every other field its schema.
     */
    Schema validationOf(int index) {
        Schema property = property(index);
        if (goTyped() || !property.goTyped()) {
            return property;
        }
        @Nullable Schema known = metadataAsWritten;
        if (known == null) {
            known = reader.read(source.object("properties").object("metadata"));
            metadataAsWritten = known;
        }
        return known;
    }

    /** The fields that have to be there. */
    public List<String> required() {
        return required;
    }

    @Nullable
    Constraints constraints() {
        return constraints;
    }

    public ListType listType() {
        return listType;
    }

    /** The fields that tell the items of a list of type map apart. */
    public List<String> listMapKeys() {
        return listMapKeys;
    }

    /** Whether the object is replaced as a whole ({@code x-kubernetes-map-type: atomic}). */
    public boolean atomicMap() {
        return atomicMap;
    }

    /** How a strategic merge patch treats this field. */
    public PatchStrategy patchStrategy() {
        return patchStrategy;
    }

    /** Whether fields that are not declared are kept. */
    public boolean preservesUnknownFields() {
        return preservesUnknownFields;
    }

    /** Whether the value is a whole object with {@code apiVersion}, {@code kind} and {@code metadata}. */
    public boolean embeddedResource() {
        return definitionSource().flag("x-kubernetes-embedded-resource", false);
    }

    /** Whether a zero value of this field is the same as none: a Go field that is no pointer and {@code omitempty}. */
    boolean omitsZero() {
        return omitsZero;
    }

    /** Whether Go writes this field though nothing is in it: a struct that is no pointer. */
    boolean inPlace() {
        return inPlace;
    }

    /** Whether Go writes the zero value of this field: a scalar that is no pointer, without {@code omitempty}. */
    boolean shown() {
        return shown;
    }

    /** Whether Go leaves this field out when it is absent, though the schema requires it. */
    boolean hidden() {
        return hidden;
    }

    /** A struct in place of which nothing is given, with the defaults of its fields. Computed once. */
    ObjectValue emptyWithDefaults() {
        @Nullable ObjectValue known = emptyWithDefaults;
        if (known == null) {
            known = Defaulter.apply(this, ObjectValue.EMPTY);
            emptyWithDefaults = known;
        }
        return known;
    }

    /** {@code x-kubernetes-validations}: CEL rules, as they are written. */
    public List<ObjectValue> validations() {
        ListValue own = source.list("x-kubernetes-validations");
        return own.isEmpty() && definition != null ? definition.validations() : own.objects();
    }

    @Override
    public String toString() {
        return definitionName.isEmpty() ? source.toString() : definitionName;
    }
}
