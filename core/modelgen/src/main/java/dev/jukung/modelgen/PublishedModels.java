package dev.jukung.modelgen;

import com.google.gson.annotations.SerializedName;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The published model classes as definitions: which name each has, its fields in Kubernetes' own order. */
final class PublishedModels {
    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final Pattern CLASS_NAME = Pattern.compile(
            "(?<prefix>[A-Z][a-z]+(?:[A-Z][a-z]+)*?)??(?<version>V\\d+(?:alpha\\d+|beta\\d+)?)(?<name>[A-Z].*)");
    /** Fields that the models leave untyped, by definition and field. */
    private static final Map<String, FieldType> TYPED =
            Map.of(Names.META + "ManagedFieldsEntry.fieldsV1", FieldType.Scalar.FIELDS);

    private final ProtobufTypes protobuf;
    private final Map<Class<?>, String> names = new HashMap<>();

    private PublishedModels(ProtobufTypes protobuf) {
        this.protobuf = protobuf;
    }

    static Map<String, Definition> load(ProtobufTypes protobuf, List<PublishedResources.Resource> resources)
            throws IOException, ReflectiveOperationException {
        PublishedModels models = new PublishedModels(protobuf);
        List<Class<?>> classes = new ArrayList<>();
        for (String name :
                ProtobufTypes.classes(io.kubernetes.client.openapi.models.V1Pod.class, MODELS.replace('.', '/'))) {
            if (CLASS_NAME.matcher(name.substring(MODELS.length())).matches()) {
                classes.add(Class.forName(name));
            }
        }
        models.nameByReach(resources);
        for (Class<?> model : classes) {
            models.nameByProtobuf(model);
        }
        Map<String, Definition> definitions = new TreeMap<>();
        for (Class<?> model : classes) {
            String name = models.names.get(model);
            if (name == null) {
                throw new IllegalStateException("no definition name is known for " + model.getName());
            }
            definitions.put(name, models.definition(model, name));
        }
        String info = "io.k8s.apimachinery.pkg.version.Info";
        definitions.put(info, models.definition(io.kubernetes.client.openapi.models.VersionInfo.class, info));
        return definitions;
    }

    /** What a resource's body reaches belongs to its package, where protobuf does not say otherwise. */
    private void nameByReach(List<PublishedResources.Resource> resources) {
        for (PublishedResources.Resource resource : resources) {
            Deque<Class<?>> open = new ArrayDeque<>(List.of(resource.body()));
            String version = version(resource.body());
            while (!open.isEmpty()) {
                Class<?> model = open.remove();
                if (names.containsKey(model) || !version(model).equals(version)) {
                    continue;
                }
                names.put(model, nameIn(model, resource.goPackage()));
                for (java.lang.reflect.Field field : model.getDeclaredFields()) {
                    if (field.isAnnotationPresent(SerializedName.class)) {
                        modelsIn(field.getGenericType()).forEach(open::add);
                    }
                }
            }
            listOf(resource.body()).ifPresent(list -> names.put(list, nameIn(list, resource.goPackage())));
        }
    }

    private static Optional<Class<?>> listOf(Class<?> model) {
        try {
            return Optional.of(Class.forName(model.getName() + "List"));
        } catch (ClassNotFoundException _) {
            return Optional.empty(); // reviews and bindings have no lists
        }
    }

    /** The package found by reach holds if protobuf knows the type there or nowhere; else protobuf's only candidate. */
    private String nameIn(Class<?> model, String goPackage) {
        String simple = simpleName(model);
        List<String> candidates = candidates(model);
        if (candidates.contains(goPackage + simple) || candidates.isEmpty()) {
            return goPackage + simple;
        }
        return choose(model, candidates);
    }

    private void nameByProtobuf(Class<?> model) {
        if (names.containsKey(model)) {
            return;
        }
        List<String> candidates = candidates(model);
        if (!candidates.isEmpty()) {
            names.put(model, choose(model, candidates));
        } else {
            names.put(model, Names.META + simpleName(model)); // discovery types without a protobuf form
        }
    }

    private static String choose(Class<?> model, List<String> candidates) {
        String prefix = prefix(model);
        return candidates.stream()
                .filter(name -> prefix.isEmpty() || name.contains("." + prefix + "."))
                .min(Comparator.comparingInt(
                        name -> name.startsWith(Names.META) ? 0 : name.startsWith("io.k8s.api.core.") ? 1 : 2))
                .orElseThrow(() -> new IllegalStateException("ambiguous: " + model + " " + candidates));
    }

    private List<String> candidates(Class<?> model) {
        String suffix = "." + version(model).toLowerCase(java.util.Locale.ROOT) + "." + simpleName(model);
        String prefix = prefix(model);
        return protobuf.messages().keySet().stream()
                .filter(name -> name.endsWith(suffix))
                .filter(name -> prefix.isEmpty() || name.contains("." + prefix + "."))
                .toList();
    }

    private static Matcher parts(Class<?> model) {
        Matcher matcher = CLASS_NAME.matcher(model.getSimpleName());
        if (!matcher.matches()) {
            throw new IllegalStateException("not a model: " + model);
        }
        return matcher;
    }

    private static String simpleName(Class<?> model) {
        return parts(model).group("name");
    }

    private static String version(Class<?> model) {
        return parts(model).group("version");
    }

    private static String prefix(Class<?> model) {
        String prefix = parts(model).group("prefix");
        return prefix == null ? "" : prefix.toLowerCase(java.util.Locale.ROOT);
    }

    private Definition definition(Class<?> model, String name) throws NoSuchMethodException {
        List<Field> fields = new ArrayList<>();
        for (java.lang.reflect.Field field : model.getDeclaredFields()) {
            SerializedName json = field.getAnnotation(SerializedName.class);
            if (json != null) {
                fields.add(field(field, json.value(), model, name));
            }
        }
        ApiModel described = model.getAnnotation(ApiModel.class);
        String description = described == null ? "" : described.description();
        return new Definition(name, description, ordered(name, fields));
    }

    private Field field(java.lang.reflect.Field field, String json, Class<?> model, String definition)
            throws NoSuchMethodException {
        Method getter = getter(model, field);
        ApiModelProperty property = getter.getAnnotation(ApiModelProperty.class);
        FieldDescriptor wire = wireField(definition, json);
        FieldType known = TYPED.get(definition + "." + json);
        FieldType type = known != null ? known : type(field.getGenericType(), wire);
        return new Field(json, type, property != null && property.required(), property == null ? "" : property.value());
    }

    private static Method getter(Class<?> model, java.lang.reflect.Field field) throws NoSuchMethodException {
        String name = field.getName().replaceFirst("^_", "");
        for (Method method : model.getMethods()) {
            if (method.getName().equalsIgnoreCase("get" + name) && method.getParameterCount() == 0) {
                return method;
            }
        }
        throw new NoSuchMethodException("getter of " + field);
    }

    private @Nullable FieldDescriptor wireField(String definition, String json) {
        Descriptor message = protobuf.messages().get(definition);
        return message == null ? null : message.findFieldByName(json);
    }

    private FieldType type(Type type, @Nullable FieldDescriptor wire) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            FieldType inner = type(last, null);
            return generic.getRawType() == Map.class ? new FieldType.MapOf(inner) : new FieldType.ListOf(inner);
        }
        Class<?> plain = (Class<?>) type;
        if (names.containsKey(plain)) {
            return new FieldType.Reference(names.get(plain));
        }
        return switch (plain.getSimpleName()) {
            case "String" -> FieldType.Scalar.STRING;
            case "Integer" -> FieldType.Scalar.INT;
            case "Long" -> FieldType.Scalar.LONG;
            case "Double" -> FieldType.Scalar.DOUBLE;
            case "Boolean" -> FieldType.Scalar.BOOLEAN;
            case "OffsetDateTime" ->
                wire != null && wire.getMessageType().getName().equals("MicroTime")
                        ? FieldType.Scalar.MICRO_TIME
                        : FieldType.Scalar.TIME;
            case "byte[]" -> FieldType.Scalar.BYTES;
            case "Object", "V1Patch" -> FieldType.Scalar.ANY;
            case "IntOrString" -> FieldType.Scalar.INT_OR_STRING;
            case "Quantity" -> FieldType.Scalar.QUANTITY;
            default -> throw new IllegalStateException("unknown type " + plain);
        };
    }

    private static List<Class<?>> modelsIn(Type type) {
        if (type instanceof ParameterizedType generic) {
            return modelsIn(generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1]);
        }
        Class<?> plain = (Class<?>) type;
        return plain.getName().startsWith(MODELS) ? List.of(plain) : List.of();
    }

    /** kind and apiVersion first, then the order of the Go types, which the protobuf descriptors keep. */
    private List<Field> ordered(String definition, List<Field> fields) {
        Map<String, Integer> order = new HashMap<>();
        boolean wholeObject = fields.stream().anyMatch(field -> field.name().equals("apiVersion"))
                && fields.stream().anyMatch(field -> field.name().equals("metadata"));
        if (wholeObject) {
            order.putAll(Map.of("kind", -2, "apiVersion", -1));
        }
        Descriptor message = protobuf.messages().get(definition);
        if (message != null) {
            for (FieldDescriptor field : message.getFields()) {
                order.putIfAbsent(field.getName(), field.getIndex());
            }
            for (FieldDescriptor field : message.getFields()) {
                boolean embedded = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                        && fields.stream().noneMatch(known -> known.name().equals(field.getName()));
                if (embedded) { // its fields stand in its place
                    field.getMessageType()
                            .getFields()
                            .forEach(inner -> order.putIfAbsent(inner.getName(), field.getIndex()));
                }
            }
        }
        return fields.stream()
                .sorted(Comparator.comparingInt(field -> order.getOrDefault(field.name(), Integer.MAX_VALUE)))
                .toList();
    }
}
